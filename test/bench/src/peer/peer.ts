import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, installDebianPackage } from '@countersign/local-servers';
import { RADIUS_SECRET } from '../systems/start-ours.ts';
import type { System } from '../systems/system.ts';
import { peerConfiguration } from './configuration.ts';
import type { PeerVariant } from './variants.ts';

const PACKAGES = ['freeradius', 'freeradius-postgresql'];
const SQL_DRIVER = '/usr/lib/freeradius/rlm_sql_postgresql.so';
const START_WITHIN_MS = 15_000;

/** A running FreeRADIUS that serves every variant, each on a port of its own. */
export interface Peer {
  system(variant: PeerVariant): System;
  stop(): Promise<void>;
}

/** Starts FreeRADIUS on a database that `loadPeer` has filled; installs its packages where they are missing. */
export async function startPeer({ folder, adminUrl, log }: { folder: string; adminUrl: string; log: (line: string) => void }): Promise<Peer> {
  const program = await installed(log);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ports = { 'same-work': await freeUdpPort(), 'no-record': await freeUdpPort(), 'no-protection': await freeUdpPort() };
  const url = new URL(adminUrl);
  const database = {
    host: url.hostname, port: Number(url.port), name: url.pathname.slice(1),
    user: decodeURIComponent(url.username), password: decodeURIComponent(url.password),
  };
  await writeFile(path.join(folder, 'radiusd.conf'), peerConfiguration({ folder, ports, secret: RADIUS_SECRET, database }), { mode: 0o600 });
  const child = spawn(program, ['-f', '-d', folder, '-n', 'radiusd'], { stdio: 'ignore' });
  await ready(child, path.join(folder, 'radius.log'));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return {
    stop,
    system: (variant) => ({
      name: variant, target: { address: '127.0.0.1', port: ports[variant], secret: RADIUS_SECRET },
      pids: () => ({ freeradius: child.pid === undefined ? [] : [child.pid] }), stop,
    }),
  };
}

async function installed(log: (line: string) => void): Promise<string> {
  const present = await readFile(SQL_DRIVER).then(() => findProgram('freeradius'), () => undefined);
  if (present !== undefined) return present;
  for (const name of PACKAGES) {
    const outcome = await installDebianPackage(name, { log });
    if (outcome !== 'installed') throw new Error(`The peer needs the Debian packages ${PACKAGES.join(' and ')}; without it: --peer none. ${outcome.reason}`);
  }
  const program = await findProgram('freeradius');
  if (program === undefined) throw new Error('The package freeradius brought no program of that name.');
  return program;
}

async function ready(child: ChildProcess, logFile: string): Promise<void> {
  const until = performance.now() + START_WITHIN_MS;
  for (;;) {
    const log = await readFile(logFile, 'utf8').catch(() => '');
    if (log.includes('Ready to process requests')) return;
    if (child.exitCode !== null || performance.now() > until) throw new Error(`FreeRADIUS did not start:\n${log.split('\n').slice(-15).join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
