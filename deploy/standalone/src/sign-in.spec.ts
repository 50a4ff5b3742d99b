/** Real packets over UDP, decided in a real PostgreSQL and recorded in the chain: gateway, auth and audit together. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  type AuditEvent, addStandInsContract, agentSecretAad, auditListContract, auditVerifyContract, setPinAad, setPinContract, setTokenModeContract, standInAad,
  synchroniseContract,
} from '@countersign/contracts';
import { createAuditService } from '@countersign/audit';
import { createAuthService } from '@countersign/auth';
import { DerivedPurposeKeys, allPurposes, createKeyring, exportPurposes, hashPassword } from '@countersign/crypto';
import { InProcessBucket, InProcessBus, InProcessStream, MemoryStateStore } from '@countersign/messaging';
import { codeAt, counterAt, defineOtp, prepareKey } from '@countersign/otp';
import { allRoles, bootstrapDatabase, defaultConnectionTimes, migrate } from '@countersign/persistence';
import {
  AttributeType, PacketCode, SharedSecret, chapPassword, decodePacket, encodeRequest, findValue, hideUserPassword, verifyReply,
} from '@countersign/radius';
import { createRadiusGateway } from '@countersign/radius-gateway';
import { privatePostgres } from '@countersign/testing';
import { directoryMigrations } from '@countersign/token-admin';

const keys = new DerivedPurposeKeys(exportPurposes(createKeyring(randomBytes), allPurposes));
const passwords = Object.fromEntries(allRoles.map((role) => [role, 'secret']));
const SECRET = Buffer.from('testing123');
/** A busy machine takes its time for a connection. */
const databaseTimes = { ...defaultConnectionTimes, connectMs: 60_000 };
const definition = must(defineOtp({ kind: 'totp', hash: 'sha1', digits: 6, period: 30, t0: 0 }));
const actor = { kind: 'system', id: null, label: 'test', address: null } as const;

let postgres: Awaited<ReturnType<typeof privatePostgres>>;
let admin: pg.Client;
let folder: string;
const bus = new InProcessBus(() => performance.now(), () => {});
const stream = new InProcessStream();
const bucket = new InProcessBucket();
const siteId = randomUUID();
const hostId = randomUUID();
const stops: (() => Promise<unknown>)[] = [];
const ports: number[] = [];
let socket: Socket;
const unexpected: unknown[] = [];

function must<T>(outcome: { ok: true; value: T } | { ok: false; reason: string }): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}
const sharedSecret = must(SharedSecret.from(SECRET));

beforeAll(async () => {
  postgres = await privatePostgres();
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-sign-in-'));
  await bootstrapDatabase({ adminUrl: postgres.url('postgres'), passwords });
  const urlOf = (name: string): string => postgres.url('postgres', { name, password: 'secret' });
  await migrate({ url: urlOf('countersign_token_admin_owner'), schema: 'directory', migrations: directoryMigrations });
  admin = new pg.Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query('INSERT INTO directory.site (id, name, ancestors) VALUES ($1, $2, $3)', [siteId, 'head office', [siteId]]);
  const sealedSecret = keys.sealer('agent-secrets').seal(SECRET, agentSecretAad(hostId));
  await admin.query('INSERT INTO directory.agent_host (id, site_id, name, sealed_secret, open_to_site) VALUES ($1, $2, $3, $4, true)', [hostId, siteId, 'vpn', sealedSecret]);
  await bucket.put(hostId, Buffer.from(JSON.stringify({
    id: hostId, name: 'vpn', addresses: ['127.0.0.0/8'], sealedSecret: sealedSecret.toString('base64url'), secretVersion: 1,
    requireMessageAuthenticator: true, limitProxyState: true, version: 1,
  })), 1);
  const onError = (error: unknown): void => void unexpected.push(error);
  const audit = await createAuditService({
    bus, stream, keys, checkpointFile: path.join(folder, 'checkpoints'), onError, databaseTimes,
    databaseUrl: urlOf('countersign_audit'), migrationUrl: urlOf('countersign_audit_owner'),
  });
  const stateStore = new MemoryStateStore(() => performance.now());
  // Two replicas of each, on one database and one state store.
  for (const replica of ['1', '2']) {
    const auth = await createAuthService({
      bus, stream, stateStore, keys, now: Date.now, onError, databaseTimes,
      databaseUrl: urlOf('countersign_auth'), migrationUrl: urlOf('countersign_auth_owner'),
    });
    const local = { host: '127.0.0.1', port: 0 };
    const gateway = await createRadiusGateway({ bus, bucket, stream, keys, replica, authentication: local, accounting: local, onError });
    ports.push(gateway.authentication.port);
    stops.unshift(() => gateway.stop(), () => auth.stop());
  }
  stops.push(() => audit.stop());
  socket = createSocket('udp4');
  socket.setMaxListeners(0);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
});

afterAll(async () => {
  socket.close();
  for (const stop of stops) await stop();
  await admin.end();
  await postgres.stop();
  await rm(folder, { recursive: true });
});

interface Person {
  readonly login: string;
  readonly userId: string;
  readonly tokenId: string;
  readonly assignmentId: string;
  code(steps?: number): string;
}

/** Adds a user with a token, as administration does. */
async function addPerson(login: string, options: { pin?: string; passwordHash?: string; withToken?: boolean } = {}): Promise<Person> {
  const [userId, tokenId, assignmentId] = [randomUUID(), randomUUID(), randomUUID()];
  const seed = randomBytes(20);
  await admin.query('INSERT INTO directory.user_account (id, site_id, login, login_folded, password_hash) VALUES ($1, $2, $3, $3, $4)', [userId, siteId, login, options.passwordHash ?? null]);
  if (options.withToken ?? true) {
    await admin.query(
      `INSERT INTO directory.token (id, serial, site_id, kind, algorithm, hash, digits, period, sealed_seed, seed_fingerprint)
       VALUES ($1, $2, $3, 'mobile', 'totp', 'sha1', 6, 30, $4, $5)`,
      [tokenId, `T-${login}`, siteId, keys.sealer('seeds').seal(seed, `directory.token:${tokenId}:seed`), keys.mac('seed-fingerprint').mac(seed)]);
    await admin.query('INSERT INTO directory.assignment (id, token_id, user_id) VALUES ($1, $2, $3)', [assignmentId, tokenId, userId]);
    if (options.pin !== undefined) {
      const sealedPin = keys.sealer('bus-credentials').seal(Buffer.from(options.pin), setPinAad(assignmentId)).toString('base64url');
      await bus.request(setPinContract, { assignmentId, sealedPin, actor }, { deadlineMs: 60_000 });
    }
  }
  const key = must(prepareKey(definition, seed));
  // One base for all codes of the person: a step of the clock in the middle of a test must not skip a code.
  const base = definition.kind === 'totp' ? counterAt(definition, Date.now() / 1000) : 0;
  return {
    login, userId, tokenId, assignmentId,
    code: (steps = 0) => codeAt(definition, key, base + steps),
  };
}

let identifier = 0;
function packet(login: string, password: string, options: { chap?: boolean; state?: Buffer } = {}): Buffer {
  identifier = (identifier + 1) % 256;
  const authenticator = randomBytes(16);
  return must(encodeRequest({
    code: PacketCode.accessRequest, identifier, authenticator, secret: sharedSecret, messageAuthenticator: 'first',
    attributes: [
      { type: AttributeType.userName, value: Buffer.from(login) },
      options.chap
        ? { type: AttributeType.chapPassword, value: chapPassword(1, Buffer.from(password), authenticator) }
        : { type: AttributeType.userPassword, value: must(hideUserPassword(Buffer.from(password), sharedSecret, authenticator)) },
      ...options.state ? [{ type: AttributeType.state, value: options.state }] : [],
    ],
  }));
}

interface Reply {
  readonly code: number;
  readonly message: string | undefined;
  readonly state: Buffer | undefined;
}

/** A device sends a packet again when there is no answer: a busy machine takes its time. */
const AGAIN_MS = 3000;

/** Sends a packet to a gateway, as often as it takes or, with a time-out, once; the verified answer, or undefined after the time-out. */
async function exchange(request: Buffer, port = ports[0] ?? 0, timeoutMs?: number): Promise<Reply | undefined> {
  const header = must(decodePacket(request));
  return new Promise((resolve) => {
    const end = (reply: Reply | undefined): void => {
      clearTimeout(timer);
      clearInterval(again);
      socket.off('message', listen);
      resolve(reply);
    };
    const listen = (datagram: Buffer, { port: from }: { port: number }): void => {
      if (from !== port || datagram.readUInt8(1) !== header.identifier) return;
      const reply = must(verifyReply(header, datagram, sharedSecret, { requireMessageAuthenticator: true }));
      end({ code: reply.code, message: findValue(reply, AttributeType.replyMessage)?.toString(), state: findValue(reply, AttributeType.state) });
    };
    const send = (): void => socket.send(request, port, '127.0.0.1');
    const timer = setTimeout(() => end(undefined), timeoutMs ?? 60_000);
    const again = timeoutMs === undefined ? setInterval(send, AGAIN_MS) : undefined;
    socket.on('message', listen);
    send();
  });
}

async function eventsOf(login: string): Promise<AuditEvent[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { entries } = await bus.request(auditListContract, { filter: { user: login, kind: 'sign-in' }, limit: 100 }, { deadlineMs: 60_000 });
    if (entries.length > 0) return entries.map(({ event }) => event).reverse();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return [];
}

const accepted = (message: string): Reply => ({ code: PacketCode.accessAccept, message, state: undefined });

describe('a RADIUS client signs in', () => {
  test('PAP: accepted, the code is consumed, and the record names token and host', async () => {
    const person = await addPerson('alice', { pin: '1234' });
    const passcode = `1234${person.code()}`;
    expect(await exchange(packet('Alice', passcode))).toEqual(accepted('PASSCODE Accept'));
    expect((await exchange(packet('alice', passcode), ports[1]))?.code).toBe(PacketCode.accessReject);
    await bus.request(auditVerifyContract, {}, { deadlineMs: 60_000 });
    for (let tries = 0; tries < 600 && (await eventsOf('alice')).length < 2; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await eventsOf('alice')).map(({ result, object, agentHost }) => [result, object?.label, agentHost?.name])).toEqual([
      ['accepted', 'T-alice', 'vpn'], ['replayed-code', 'T-alice', 'vpn'],
    ]);
  });

  test('CHAP', async () => {
    const person = await addPerson('bob', { pin: 'pin7' });
    expect((await exchange(packet('bob', `pin7${person.code()}`, { chap: true })))?.code).toBe(PacketCode.accessAccept);
  });

  test('a retransmission to the other gateway gets the same answer, also of a challenge', async () => {
    const person = await addPerson('carol', { pin: '1234' });
    await bus.request(setTokenModeContract, { assignmentId: person.assignmentId, mode: 'next-tokencode', actor }, { deadlineMs: 60_000 });
    const request = packet('carol', `1234${person.code()}`);
    const first = await exchange(request, ports[0]);
    expect(first).toMatchObject({ code: PacketCode.accessChallenge, message: 'Enter Next Code' });
    expect(await exchange(request, ports[1])).toEqual(first);
    const answer = packet('carol', person.code(1), first?.state ? { state: first.state } : {});
    expect(await exchange(answer, ports[1])).toEqual(accepted('PASSWORD Accept'));
    expect(await exchange(answer, ports[0])).toEqual(accepted('PASSWORD Accept'));
    const late = packet('carol', person.code(1), first?.state ? { state: first.state } : {});
    expect((await exchange(late, ports[0]))?.code).toBe(PacketCode.accessReject);
  });

  test('a first PIN is set by challenge and is good from then on', async () => {
    const person = await addPerson('dave');
    const challenge = await exchange(packet('dave', person.code()));
    expect(challenge?.message).toBe('Enter a new PIN having from 4 to 8 digits:');
    expect(await exchange(packet('dave', '2468', challenge?.state ? { state: challenge.state } : {}), ports[1])).toEqual(accepted('PASSCODE Accept'));
    expect(await exchange(packet('dave', `2468${person.code(1)}`))).toEqual(accepted('PASSCODE Accept'));
  });

  test('a static password of a user without a token', async () => {
    await addPerson('erin', { withToken: false, passwordHash: await hashPassword('correct horse') });
    expect(await exchange(packet('erin', 'correct horse'))).toEqual(accepted('PASSWORD Accept'));
    expect((await exchange(packet('erin', 'wrong horse')))?.code).toBe(PacketCode.accessReject);
  });

  test('a bypass code behind the PIN, once and through either replica; it touches no token', async () => {
    const person = await addPerson('bypassed', { pin: '1234' });
    const [id, code] = [randomUUID(), '4711081500'];
    const sealedSecret = keys.sealer('bus-credentials').seal(Buffer.from(code), standInAad(id)).toString('base64url');
    const standIn = { id, kind: 'bypass-code' as const, assignmentId: null, sealedSecret, expiresAt: new Date(Date.now() + 60_000).toISOString() };
    await bus.request(addStandInsContract, { userId: person.userId, standIns: [standIn], actor }, { deadlineMs: 60_000 });
    expect(await exchange(packet('bypassed', `1234${code}`))).toEqual(accepted('PASSCODE Accept'));
    expect((await exchange(packet('bypassed', `1234${code}`), ports[1]))?.code).toBe(PacketCode.accessReject);
    expect(await exchange(packet('bypassed', `1234${person.code()}`))).toEqual(accepted('PASSCODE Accept'));
  });

  test('outside of the access times in the time zone of the site nobody signs in; nothing is burnt by trying', async () => {
    const person = await addPerson('timed', { pin: '1234' });
    await admin.query("UPDATE directory.site SET time_zone = 'Asia/Shanghai' WHERE id = $1", [siteId]);
    const hours = async (days: readonly number[]): Promise<void> => void await admin.query(
      'UPDATE directory.user_account SET access_times = $2 WHERE id = $1', [person.userId, JSON.stringify([{ days, from: '00:00', until: '24:00' }])]);
    const today = new Date(Date.now() + 8 * 3_600_000).getUTCDay() || 7;
    await hours([(today + 2) % 7 + 1]);
    expect((await exchange(packet('timed', `1234${person.code()}`)))?.code).toBe(PacketCode.accessReject);
    expect((await eventsOf('timed'))[0]).toMatchObject({ result: 'outside-access-time' });
    // Tomorrow too: midnight may come in the middle of the test.
    await hours([today, today % 7 + 1]);
    expect(await exchange(packet('timed', `1234${person.code()}`))).toEqual(accepted('PASSCODE Accept'));
  });

  test('a user disabled a millisecond ago is refused; an unknown one looks the same and takes as long', async () => {
    const person = await addPerson('frank', { pin: '1234' });
    await admin.query('UPDATE directory.user_account SET enabled = false WHERE id = $1', [person.userId]);
    const times: number[] = [];
    const replies: (Reply | undefined)[] = [];
    for (const login of ['frank', 'nobody']) {
      const before = performance.now();
      replies.push(await exchange(packet(login, `1234${person.code()}`)));
      times.push(performance.now() - before);
    }
    expect(replies[0]).toEqual(replies[1]);
    for (const time of times) expect(time).toBeGreaterThanOrEqual(1000);
    expect((await eventsOf('frank'))[0]?.result).toBe('user-disabled');
  });

  test('synchronisation finds a token that ran far away', async () => {
    const person = await addPerson('grace', { pin: '1234' });
    const reply = await bus.request(synchroniseContract, { tokenId: person.tokenId, code1: person.code(200), code2: person.code(201), actor }, { deadlineMs: 60_000 });
    expect(reply.driftSteps).toBeGreaterThanOrEqual(200);
    expect(await exchange(packet('grace', `1234${person.code(202)}`))).toEqual(accepted('PASSCODE Accept'));
  });

  test('the same code raced through both replicas is accepted once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await addPerson(`racer-${round}`, { pin: '1234' });
      const passcode = `1234${person.code()}`;
      const replies = await Promise.all(Array.from({ length: 8 }, (_, index) => exchange(packet(person.login, passcode), ports[index % 2])));
      expect(replies.filter((reply) => reply?.code === PacketCode.accessAccept)).toHaveLength(1);
    }
  });

  test('pitfall 8: NUL, ill-formed UTF-8, a backslash and an empty password harm nobody in the same tick', async () => {
    const person = await addPerson('heidi', { pin: '1234' });
    const hostile = ['\0', 'a\\b', '', '\u{1F511}', ' '.repeat(100)].map((password) => exchange(packet('heidi', password)));
    const names = ['\0', '\\', ' ', 'x'.repeat(253), '\uFFFD'].map((login) => exchange(packet(login, '1234123456')));
    const good = await exchange(packet('heidi-2', 'x'));
    const replies = await Promise.all([...hostile, ...names]);
    expect([...replies, good].map((reply) => reply?.code)).toEqual(Array.from({ length: 11 }, () => PacketCode.accessReject));
    expect(person.login).toBe('heidi');
  });

  test('the trail is intact, every answered sign-in is in it, and nothing failed on the way', async () => {
    const verdict = await bus.request(auditVerifyContract, {}, { deadlineMs: 60_000 });
    expect(verdict).toMatchObject({ intact: true, fault: null });
    expect(verdict.events).toBeGreaterThan(60);
    expect(unexpected).toEqual([]);
  });
});

test('a forged packet gets no answer', async () => {
  const request = packet('alice', '1234000000');
  const forged = Buffer.from(request);
  forged.set(createHmac('md5', 'another secret').update(request).digest(), 22);
  expect(await exchange(forged, ports[0], 300)).toBeUndefined();
});
