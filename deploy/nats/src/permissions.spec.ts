/** Against a real nats-server with this configuration: each key can do its work, and nothing else. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  agentHostBucket, auditListContract, auditSubject, auditTailContract, auditVerifyContract, authenticateContract, cancelVerificationContract,
  changeForwardingContract, clearPinContract, dropsContract, explainContract, readForwardingContract, readVerificationContract, readyContract,
  refusedReportContract, resultsReportContract, signInsReportContract, startVerificationContract,
} from '@countersign/contracts';
import { type Bus, BusError } from '@countersign/messaging';
import { connectNats, ensureNatsResources, installerService, NatsBus, type NatsLink, openNatsBucket, openNatsStream } from '@countersign/messaging/nats';
import { eventually, privateNats, type PrivateNats } from '@countersign/testing';
import { AuthorizationError, connect, type NatsConnection, nkeyAuthenticator, nkeys, PermissionViolationError, TimeoutError } from '@nats-io/transport-node';
import { z } from 'zod';
import { type BusService, busPermissions, busServices, installerPermissions, serverConfig } from './index.ts';

const names = [...busServices, installerService] as const;
type Name = BusService | typeof installerService;

const seeds = new Map<Name, Uint8Array>();
let server: PrivateNats;
const closers: (() => Promise<unknown>)[] = [];

const seedOf = (name: Name): Uint8Array => seeds.get(name) ?? new Uint8Array();

beforeAll(async () => {
  const users = names.map((name) => {
    const key = nkeys.createUser();
    seeds.set(name, key.getSeed());
    return { publicKey: key.getPublicKey(), permissions: name === installerService ? installerPermissions : busPermissions(name) };
  });
  server = await privateNats({ config: serverConfig(users) });
  await ensureNatsResources({ servers: server.url, keySeed: seedOf(installerService) });
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await server.stop();
});

/** What took too long on a busy machine was not objected to: a request, or the signature with which a connection begins. */
const tookTooLong = (error: Error): boolean => error instanceof TimeoutError || (error instanceof AuthorizationError && error.message === 'Authentication Timeout');

/** A service as it joins; `trouble` is what the server objected to. */
async function join(service: BusService): Promise<{ link: NatsLink; bus: Bus; trouble: Error[] }> {
  const trouble: Error[] = [];
  const link = await connectNats({
    servers: server.url, service, replica: `r-${randomUUID().slice(0, 8)}`, keySeed: seedOf(service),
    onStatus: (status) => {
      if (status.type === 'error' && !tookTooLong(status.error)) trouble.push(status.error);
    },
  });
  closers.push(async () => link.close());
  return { link, bus: NatsBus.over(link, () => performance.now(), () => {}), trouble };
}

/** Any client that holds a service's key. */
async function thief(service: Name): Promise<NatsConnection> {
  // The server waits for the signature no longer than it does for anybody's.
  const connection = await eventually(async () =>
    connect({ servers: server.url, authenticator: nkeyAuthenticator(seedOf(service)), inboxPrefix: `_INBOX.${service}.thief`, noAsyncTraces: true }));
  closers.push(async () => connection.close());
  return connection;
}

/** What a subscription hears during `meanwhile`; 'refused': the server does not allow it. */
async function listen(connection: NatsConnection, subject: string, meanwhile: () => Promise<unknown> = async () => undefined): Promise<'refused' | string[]> {
  const heard: string[] = [];
  let refused = false;
  const subscription = connection.subscribe(subject, { callback: (error, message) => {
    if (error) refused = true;
    else heard.push(message.subject);
  } });
  await connection.flush();
  await meanwhile();
  await connection.flush();
  await pause(20);
  if (!subscription.isClosed()) subscription.unsubscribe();
  return refused ? 'refused' : heard;
}

/** Whether the server takes a message on a subject from this client. */
async function mayPublish(connection: NatsConnection, subject: string): Promise<boolean> {
  let objections = 0;
  // Ends with the connection.
  void (async () => {
    for await (const status of connection.status()) if (status.type === 'error') objections += 1;
  })();
  connection.publish(subject, '{}');
  await connection.flush();
  await pause(20);
  return objections === 0;
}

// Bodies are not the matter here: only who may speak to whom.
const open = ({ subject }: { readonly subject: string }) => ({ subject, request: z.unknown(), reply: z.unknown() });
const ask = async (bus: Bus, contract: { readonly subject: string }): Promise<string> =>
  bus.request(open(contract), {}, { deadlineMs: 60_000 }).then(String, (error: unknown) => error instanceof BusError ? error.code : String(error));

describe('each service does its work', () => {
  test('sign-ins, administration, drops, queries, events and agent hosts', async () => {
    const [gateway, auth, tokenAdmin, audit] = await Promise.all([join('radius-gateway'), join('auth'), join('token-admin'), join('audit')]);
    const serve = async (bus: Bus, contract: { readonly subject: string }, queue: string | null): Promise<unknown> =>
      bus.serve(open(contract), async () => contract.subject, { queue });
    await Promise.all([
      ...[authenticateContract, readyContract, clearPinContract].map((contract) => serve(auth.bus, contract, 'auth')),
      serve(gateway.bus, dropsContract, null), serve(audit.bus, auditListContract, 'audit'),
    ]);
    for (const contract of [authenticateContract, readyContract]) expect(await ask(gateway.bus, contract)).toBe(contract.subject);
    for (const contract of [clearPinContract, auditListContract]) expect(await ask(tokenAdmin.bus, contract)).toBe(contract.subject);
    expect(await tokenAdmin.bus.requestAll(open(dropsContract), {}, { deadlineMs: 60_000, settleMs: 100 })).toEqual([dropsContract.subject]);

    const events: string[] = [];
    const consumer = await (await openNatsStream(audit.link)).consume({ durable: 'audit', maxBatch: 10 }, async (batch) => void events.push(...batch.map(({ subject }) => subject)));
    closers.push(async () => consumer.stop());
    const speakers = [['radius-gateway', gateway], ['auth', auth], ['token-admin', tokenAdmin]] as const;
    for (const [name, { link }] of speakers) await (await openNatsStream(link)).publish(auditSubject(name), randomUUID(), Buffer.from('{}'));
    await eventually(() => expect(events.toSorted()).toEqual(speakers.map(([name]) => auditSubject(name)).toSorted()));

    const seen: number[] = [];
    const watch = await (await openNatsBucket(gateway.link)).watch(({ version }) => void seen.push(version));
    closers.push(async () => watch.stop());
    await watch.ready;
    const bucket = await openNatsBucket(tokenAdmin.link);
    await bucket.put('host', Buffer.from('x'), 1);
    await eventually(() => expect(seen).toEqual([1]));
    await bucket.delete('host', 2);
    await eventually(() => expect(seen).toEqual([1, 2]));
    expect((await bucket.keys()).size).toBe(0);
    for (const { trouble } of [gateway, auth, tokenAdmin, audit]) expect(trouble).toEqual([]);
  });

  test('setting NATS up again changes nothing', async () => {
    await ensureNatsResources({ servers: server.url, keySeed: seedOf(installerService) });
  });
});

test('without a key nobody enters', async () => {
  await expect(connect({ servers: server.url, maxReconnectAttempts: 0, noAsyncTraces: true })).rejects.toThrow(/authorization/i);
  const unknown = nkeyAuthenticator(nkeys.createUser().getSeed());
  await expect(connect({ servers: server.url, authenticator: unknown, maxReconnectAttempts: 0, noAsyncTraces: true })).rejects.toThrow(/authorization/i);
});

describe("with the gateway's key", () => {
  test('no sign-in can be answered, by name or by wildcard, in the queue or beside it', async () => {
    const connection = await thief('radius-gateway');
    for (const subject of [authenticateContract.subject, 'auth.v1.*', 'auth.>', '>', '*.v1.authenticate']) {
      expect({ subject, heard: await listen(connection, subject) }).toEqual({ subject, heard: 'refused' });
    }
    const gateway = await join('radius-gateway');
    for (const queue of ['auth', null]) await expect(gateway.bus.serve(open(authenticateContract), async () => 'accept', { queue })).rejects.toMatchObject({ code: 'refused' });
  });

  test('nothing that others say is heard: requests, reply inboxes, events, the interface of JetStream', async () => {
    const connection = await thief('radius-gateway');
    const others = ['_INBOX.>', '_INBOX.*.*.*', '_INBOX.auth.>', '_INBOX.token-admin.>', '_INBOX.audit.>', 'audit.v1.events.>', auditSubject('auth'),
      'audit.v1.>', '$JS.>', '$JS.API.>', '$SYS.>', '$KV.>', 'token-admin.>'];
    for (const subject of others) expect({ subject, heard: await listen(connection, subject) }).toEqual({ subject, heard: 'refused' });
  });

  test('nothing can be said in the name of others, nor on their inboxes', async () => {
    const connection = await thief('radius-gateway');
    const subjects = [
      clearPinContract.subject, auditListContract.subject, dropsContract.subject, auditSubject('auth'), auditSubject('token-admin'),
      '_INBOX.radius-gateway.other.1', '_INBOX.token-admin.r.1', `$KV.${agentHostBucket}.host`,
      '$JS.API.STREAM.INFO.AUDIT', '$JS.API.STREAM.DELETE.AUDIT', '$JS.API.STREAM.PURGE.AUDIT', '$JS.API.STREAM.MSG.GET.AUDIT', '$JS.API.DIRECT.GET.AUDIT',
      '$JS.API.CONSUMER.CREATE.AUDIT.thief', '$JS.API.CONSUMER.MSG.NEXT.AUDIT.audit', '$JS.ACK.AUDIT.audit.1.1.1.1.1',
      `$JS.API.CONSUMER.CREATE.KV_${agentHostBucket}.thief`, `$JS.API.CONSUMER.DURABLE.CREATE.KV_${agentHostBucket}.thief`,
      `$JS.API.STREAM.PURGE.KV_${agentHostBucket}`, `$JS.API.STREAM.MSG.DELETE.KV_${agentHostBucket}`,
    ];
    for (const subject of subjects) expect({ subject, allowed: await mayPublish(connection, subject) }).toEqual({ subject, allowed: false });
    expect(await mayPublish(connection, auditSubject('radius-gateway'))).toBe(true); // the probe can tell
  });

  test('no answer of auth can be sent to where the gateway itself may not speak', async () => {
    const { bus } = await join('auth');
    let cleared = 0;
    await bus.serve(open(readyContract), async () => ({}), { queue: 'auth' });
    await bus.serve(open(clearPinContract), async () => { cleared += 1; }, { queue: 'auth' });
    const connection = await thief('radius-gateway');
    const observer = await thief('auth');
    const heard = await listen(observer, clearPinContract.subject, async () => {
      connection.publish(readyContract.subject, JSON.stringify({ remainingMs: 1000, body: {} }), { reply: clearPinContract.subject });
      await connection.flush();
      await pause(100);
    });
    expect(heard).toEqual([]);
    expect(cleared).toBe(0);
  });

  test('asking what is not allowed fails at once', async () => {
    const { bus, link, trouble } = await join('radius-gateway');
    let answer = 'none yet';
    void ask(bus, clearPinContract).then((code) => { answer = code; });
    await nextTurn(); // questions of one turn leave together
    await link.connection.flush(); // the server has answered what was sent after the question
    await nextTurn();
    expect(answer).toBe('unavailable');
    expect(trouble).toEqual([expect.any(PermissionViolationError)]);
  });
});

test('a key for one replica hears no other replica', async () => {
  const key = nkeys.createUser();
  const own = await privateNats({ config: serverConfig([{ publicKey: key.getPublicKey(), permissions: busPermissions('radius-gateway', 'r1') }]) });
  closers.push(async () => own.stop());
  const connectAs = (replica: string) => connectNats({ servers: own.url, service: 'radius-gateway', replica, keySeed: key.getSeed() });
  await (await connectAs('r1')).close();
  await expect(connectAs('r2')).rejects.toThrow('_INBOX.radius-gateway.r2');
});

test.each(busServices)('%s cannot be heard by any other service', async (service) => {
  for (const other of names.filter((name) => name !== service)) {
    const connection = await thief(other);
    for (const subject of [`_INBOX.${service}.>`, `_INBOX.${service}.r1.*`]) expect(await listen(connection, subject)).toBe('refused');
  }
});

describe('questions about the trail', () => {
  const questions = [
    auditListContract, auditTailContract, auditVerifyContract, startVerificationContract, readVerificationContract, cancelVerificationContract,
    signInsReportContract, resultsReportContract, refusedReportContract, readForwardingContract, changeForwardingContract, explainContract,
  ];

  test('token-admin asks them, audit answers them, and nobody else does either', async () => {
    for (const name of names) {
      const connection = await thief(name);
      for (const { subject } of questions) {
        expect({ name, subject, heard: await listen(connection, subject) }).toEqual({ name, subject, heard: name === 'audit' ? [] : 'refused' });
        expect({ name, subject, allowed: await mayPublish(connection, subject) }).toEqual({ name, subject, allowed: name === 'token-admin' });
      }
    }
  });
});

test('only auth may serve what auth answers', async () => {
  for (const other of names.filter((name) => name !== 'auth')) {
    expect(await listen(await thief(other), authenticateContract.subject)).toBe('refused');
  }
  expect(await listen(await thief('auth'), authenticateContract.subject)).toEqual([]);
});
