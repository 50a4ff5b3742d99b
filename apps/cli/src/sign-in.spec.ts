/** Signing in as a RADIUS client, what stands in for a token, and the trail of it. Against a whole server. */
import { readFileSync, statSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import { startStandalone } from '@countersign/standalone';
import { eventually, privatePostgres } from '@countersign/testing';
import { type Made, SECRET, ServerUnderTest } from './server-under-test.ts';
import { cli, codeOf, printed } from './spec-support.ts';

const server = ServerUnderTest.use({ privatePostgres, startStandalone });

/** The codes on the first page of a sheet of cards, in the order in which they stand there. */
function printedCodes(pdf: Buffer): string[] {
  const start = pdf.indexOf('stream\n') + 'stream\n'.length;
  return [...inflateSync(pdf.subarray(start, pdf.indexOf('\nendstream'))).toString('latin1').matchAll(/\/mono 6\.50? Tf [^(]*\((\d{6,8})\)/g)].map(([, code]) => code ?? '');
}

describe('radius and audit', () => {
  it('sign in through the new-PIN challenge, and find it in the trail', async () => {
    await server.ok('user add erin --site Office');
    await server.ok('agent-host add vpn --site Office --address 127.0.0.1/32 --secret-stdin --open-to-site', SECRET);
    const { otpauth, token } = await server.ok<Made>('token add --site Office --assign erin');
    let code = '';
    const first = await eventually(async () => {
      code = codeOf(otpauth, 0);
      const result = await server.radiusTest('erin', SECRET, code, '2468');
      expect(result.exitCode).toBe(0);
      return result;
    });
    expect(printed(first)).toMatchObject({ accepted: true, steps: [{ reply: 'Access-Challenge' }, { reply: 'Access-Accept', message: 'PASSCODE Accept' }] });

    const rejected = await server.radiusTest('erin', SECRET, `2468${code}`);
    expect(rejected.exitCode).toBe(1);
    expect(printed(rejected)).toMatchObject({ accepted: false });

    const entries = await eventually(async () => {
      const found = await server.ok<AuditEntry[]>('audit list --user erin --kind sign-in');
      expect([found[0]?.event.result, found.at(-1)?.event.result]).toEqual(['replayed-code', 'challenge-new-pin']);
      return found;
    });
    const key = entries[0]?.event.requestKey ?? '';
    expect((await server.ok<AuditEntry[]>(`audit list --request-key ${key}`)).map(({ sequence }) => sequence)).toContain(entries[0]?.sequence);
    expect(await server.ok(`audit list --object ${token.serial} --result challenge-new-pin --agent-host vpn --site Office --limit 1`)).toHaveLength(1);
    expect(await server.ok('audit list --user erin --to 2020-01-01')).toEqual([]);
    expect((await server.countersign('audit list --user erin --limit 1 --lang zh')).stdout).toMatch(/结果[^\n]*\n[^\n]*令牌码已被使用 \[replayed-code\]/);
    await server.refused('audit list --result nonsense', 2, 'bad-request');
  });

  it('sign in with a scratch card: each code once, and what is left is shown', async () => {
    await server.ok('user add felix --site Office');
    const file = server.inFolder('cards.pdf');
    const { tokens: [card] } = await server.ok<{ tokens: adminApi.Token[] }>(`token cards --site Office --count 2 --uses 5 --no-pin --out ${file} --lang zh`);
    expect(card).toMatchObject({ kind: 'scratch-card', algorithm: 'hotp', uses: 5, usesLeft: null });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const codes = printedCodes(readFileSync(file)).slice(0, 5);
    await server.ok(`token assign ${card?.serial} felix`);
    const left = async (): Promise<unknown> => (await server.ok<{ token: adminApi.Token }>(`token show ${card?.serial}`)).token.usesLeft;
    expect(await left()).toBe(5);
    await eventually(async () => { expect((await server.radiusTest('felix', SECRET, codes[0] ?? '')).exitCode).toBe(0); });
    expect((await server.radiusTest('felix', SECRET, codes[0] ?? '')).exitCode).toBe(1);
    expect((await server.radiusTest('felix', SECRET, codes[2] ?? '')).exitCode).toBe(0);
    expect(await left()).toBe(2);
    expect((await server.ok<adminApi.Token[]>('token list --user felix'))[0]).toMatchObject({ uses: 5, usesLeft: 2 });
    expect((await server.radiusTest('felix', SECRET, codes[1] ?? '')).exitCode).toBe(1);
    for (const code of codes.slice(3)) expect((await server.radiusTest('felix', SECRET, code)).exitCode).toBe(0);
    expect(await left()).toBe(0);
    expect((await server.countersign(`token show ${card?.serial}`)).stdout).toMatch(/Uses left +0 \/ 5/);
    expect((await server.radiusTest('felix', SECRET, codes[4] ?? '')).exitCode).toBe(1);
    const [refusal] = await eventually(async () => {
      const found = await server.ok<AuditEntry[]>('audit list --user felix --result no-usable-token');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(JSON.stringify(refusal)).not.toContain(codes[4]);
    await server.refused(`token cards --site Office --out ${file}`, 2, 'file-not-written');
  });

  it('tail prints what comes after it began', async () => {
    const before = await server.ok<AuditEntry[]>('audit list --limit 1');
    const following = server.countersign('audit tail --count 1 --user tailed --json');
    // Whether it has begun is seen nowhere: somebody tries until it has printed one of them.
    const tail = { over: false };
    void following.finally(() => { tail.over = true; });
    for (let tries = 0; tries < 200 && !tail.over; tries += 1) await eventually(async () => { expect((await server.radiusTest('tailed', SECRET, 'x')).exitCode).toBe(1); });
    const { exitCode, stdout } = await following;
    expect(exitCode).toBe(0);
    const entry = JSON.parse(stdout) as AuditEntry;
    expect(entry).toMatchObject({ event: { result: 'unregistered-user', user: { login: 'tailed' } } });
    expect(entry.sequence).toBeGreaterThan(before[0]?.sequence ?? 0);
  });

  it('drops tell why nothing came back', async () => {
    const wrongSecret = await server.countersign(`radius test erin --host 127.0.0.1:${server.running.radius.port} --attempts 1 --timeout 300 --json`, 'wrong secret', 'x');
    expect(wrongSecret.exitCode).toBe(7);
    await eventually(async () => {
      const { replicas } = await server.ok<{ replicas: { drops: { source: string; agentHost: string }[] }[] }>('radius drops');
      expect(replicas.flatMap(({ drops }) => drops)).toEqual(expect.arrayContaining([expect.objectContaining({ source: '127.0.0.1', agentHost: 'vpn' })]));
    });
    expect((await server.countersign('radius drops')).stdout).toMatch(/^Source +Agent host +Reason[^\n]+\n127\.0\.0\.1 +vpn /);
  });

  it('verify says that the trail is intact', async () => {
    expect(await server.ok('audit verify')).toMatchObject({ intact: true, fault: null });
    expect((await server.countersign('audit verify --lang zh')).stdout).toMatch(/^完整：\d+ 条记录/);
  });

  it('nothing failed on the way', () => { expect(server.faults).toEqual([]); });
});

describe('access, and what stands in for a token', () => {
  it('access times, switches and fields of a user and an agent host; the time zone of a site', async () => {
    expect(await server.ok('site add Zone --time-zone Asia/Shanghai')).toMatchObject({ timeZone: 'Asia/Shanghai' });
    expect(await server.ok('site set Zone --time-zone Europe/Berlin')).toMatchObject({ name: 'Zone', timeZone: 'Europe/Berlin' });
    await server.refused('site set Zone --time-zone Mars/Olympus', 2, 'bad-request');
    await server.refused('site set Zone', 2, 'bad-usage');
    const set = await cli(['user', 'add', 'ines', '--site', 'Zone', '--access-times', 'Mon-Fri 08:00-18:00; Sat 22:00-06:00', '--new-pin', 'no', '--maximum-sessions', '2', '--identifier', 'HR-1'], {
      environment: { COUNTERSIGN_URL: server.running.httpUrl, COUNTERSIGN_API_KEY_FILE: server.running.apiKeyFile },
    });
    expect(set.stdout).toMatch(/Access times +Mon,Tue,Wed,Thu,Fri 08:00-18:00; Sat 22:00-06:00\n/);
    expect(set.stdout).toMatch(/Most sessions +2\n/);
    expect(await server.ok('user set ines --access-times none --maximum-sessions none --sms yes')).toMatchObject({ accessTimes: null, maximumSessions: null, sms: true, newPin: false, identifier: 'HR-1' });
    await server.refused('user set ines --access-times always', 2, 'bad-usage');
    expect(await server.ok('agent-host add hours --site Zone --address 10.77.0.1 --secret-stdin --limit-sessions yes --require-message-authenticator no', SECRET)).toMatchObject({ limitSessions: true, accessTimes: null });
  });

  it('bypass codes and a temporary password, shown once and withdrawn', async () => {
    const { codes } = await server.ok<{ codes: string[] }>('user bypass ines --count 2 --minutes 30');
    expect(codes).toEqual([expect.stringMatching(/^\d{10}$/), expect.stringMatching(/^\d{10}$/)]);
    expect((await server.countersign('user bypass ines')).stdout).toMatch(/^Bypass codes +\d{10}\nExpires +/);
    expect(await server.ok('user bypass ines --withdraw')).toEqual({ done: true });
    await server.ok('token add --site Zone --type totp --serial LOST-1 --assign ines');
    await server.refused('token replace LOST-1', 4, 'token-not-lost');
    await server.ok('token lost LOST-1');
    expect(await server.ok('token replace LOST-1 --hours 5')).toMatchObject({ password: expect.stringMatching(/^[a-z2-9]{12}$/) });
    expect(await server.ok('token replace LOST-1 --withdraw')).toEqual({ done: true });
    await server.refused('user bypass ines --withdraw --count 2', 2, 'bad-usage');
  });

  it('Message-Authenticator and node secrets of agent hosts', async () => {
    const board = await server.ok<{ name: string; state: string }[]>('agent-host protection --site Zone');
    expect(board).toMatchObject([{ name: 'hours', state: 'unseen' }]);
    await server.refused('agent-host protect hours', 4, 'message-authenticator-not-seen');
    expect(await server.ok('agent-host node-secret hours')).toMatchObject({ nodeSecret: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await server.ok('agent-host node-secret hours --clear')).toEqual(expect.objectContaining({ nodeSecretAt: null }));
  });
});
