import { once } from 'node:events';
import { connect } from 'node:net';
import type { Distributed } from '@countersign/distributed';
import { Client } from 'pg';

/** Every row of every table as text, bytes in hexadecimal digits; by the table's name. */
export async function everyRow({ servers }: Distributed): Promise<Map<string, string>> {
  const client = new Client({ connectionString: servers.databaseAdminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    const kept = new Map<string, string>();
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
      kept.set(name, rows.map(({ text }) => text).join('\n'));
    }
    return kept;
  } finally {
    await client.end();
  }
}

/** Every key of the state store with its value as Redis dumps it, byte by byte. */
export async function everyState({ servers }: Distributed): Promise<string> {
  const { hostname, port, username, password } = new URL(servers.redisUrl);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.setEncoding('latin1');
  let said = '';
  socket.on('data', (text: string) => { said += text; });
  const ask = async (...words: readonly string[]): Promise<string> => {
    const from = said.length;
    const command = (parts: readonly string[]): string => `*${parts.length}\r\n${parts.map((word) => `$${Buffer.byteLength(word, 'latin1')}\r\n${word}\r\n`).join('')}`;
    socket.write(command(words) + command(['ECHO', 'end-of-answer']), 'latin1');
    while (!said.slice(from).endsWith('end-of-answer\r\n')) await once(socket, 'data');
    return said.slice(from);
  };
  try {
    await ask('AUTH', ...username === '' ? [] : [decodeURIComponent(username)], decodeURIComponent(password));
    const keys = [...(await ask('KEYS', '*')).matchAll(/\$\d+\r\n([^\r]+)\r\n/g)].map(([, key = '']) => key).filter((key) => key !== 'end-of-answer');
    let all = keys.join('\n');
    for (const key of keys) all += await ask('DUMP', key);
    return all;
  } finally {
    socket.destroy();
  }
}
