/** How long a directory is waited for while its people are read, and what ends that. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { beforeTimer, describeWithSlapd, disposeAfterEach, eventually, privateSlapd, type PrivateSlapd } from '@countersign/testing';
import type { DirectorySettings } from './directory-settings.ts';
import { readPeople, type ReadingTime } from './read-people.ts';
import { ADMIN, BadServer, SUFFIX, directorySettings, personLdif, treeLdif } from './slapd-fixture.ts';

const describe = await describeWithSlapd();
const keep = disposeAfterEach();
const PEOPLE = 700; // two pages
const LONG_MS = 120_000;

describe('reading people', () => {
  let slapd: PrivateSlapd;
  beforeAll(async () => {
    const people = Array.from({ length: PEOPLE }, (_, index) => personLdif(`person${index}`, 'x'));
    slapd = await privateSlapd({ suffix: SUFFIX, adminPassword: ADMIN.password, ldif: treeLdif(...people) });
  });
  afterAll(async () => slapd.stop());

  const query = { baseDn: SUFFIX, filter: '(uid=*)', attributes: { login: 'uid', id: 'entryUUID', displayName: null, mobile: null, email: null, group: null } };
  const patient: ReadingTime = { pageMs: LONG_MS, totalMs: LONG_MS, signal: new AbortController().signal };
  const read = async (servers: readonly string[], time: Partial<ReadingTime> = {}, changes: Partial<DirectorySettings> = {}): Promise<number> => {
    let read = 0;
    for await (const page of readPeople(directorySettings(servers, { serverTimeoutMs: LONG_MS, ...changes }), query, { ...patient, ...time })) read += page.length;
    return read;
  };
  /** Hears everything and, when `says` is more than nothing, passes on so many messages of slapd. */
  const mute = async (says = 0): Promise<{ address: string; heard: () => number; server: BadServer }> => {
    let heard = 0;
    const [host = '', port = ''] = slapd.address.split(':');
    const server = keep(await BadServer.start((socket) => {
      let said = 0;
      const target = connect({ host, port: Number(port) });
      target.on('error', () => undefined).on('data', (chunk) => {
        said += 1;
        if (said <= says && !socket.destroyed) socket.write(chunk);
      });
      socket.on('data', (chunk) => {
        heard += 1;
        if (says > 0) target.write(chunk);
      }).on('close', () => target.destroy());
    }));
    return { address: server.address, heard: () => heard, server };
  };

  test('a server that accepts connections and says nothing has the time of one server; then the next is asked', async () => {
    const { address, server } = await mute();
    expect(await beforeTimer(LONG_MS, async () => read(['127.0.0.1:1', address, slapd.address], {}, { serverTimeoutMs: 3000 }))).toBe(PEOPLE);
    expect(server.connections).toBe(1);
  });

  test.each(['starttls', 'ldaps'] as const)('the same holds for %s', async (security) => {
    const { address, server } = await mute();
    await expect(beforeTimer(LONG_MS, async () => read([address, address], {}, { serverTimeoutMs: 300, security }))).rejects.toMatchObject({ code: 'timeout' });
    expect(server.connections).toBe(2);
  });

  test('a page that does not come has its own time; before the first one the next server is asked', async () => {
    const { address, heard } = await mute(1); // the answer to the bind
    expect(await beforeTimer(LONG_MS, async () => read([address, slapd.address], { pageMs: 3000 }))).toBe(PEOPLE);
    expect(heard()).toBe(2);
  });

  test('while a page is worked on no time counts; all of it has a bound', async () => {
    const worked = async (time: Partial<ReadingTime>): Promise<number> => {
      let read = 0;
      for await (const page of readPeople(directorySettings([slapd.address], { serverTimeoutMs: LONG_MS }), query, { ...patient, ...time })) {
        if (read === 0) await new Promise((resolve) => setTimeout(resolve, 2100));
        read += page.length;
      }
      return read;
    };
    expect(await worked({ pageMs: 2000 })).toBe(PEOPLE);
    await expect(worked({ totalMs: 2000 })).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('2000 ms') });
  });

  test.each<[string, Partial<DirectorySettings>, number]>([
    ['the answer to StartTLS', { security: 'starttls' }, 0], ['the TLS handshake', { security: 'ldaps' }, 0], ['the bind', {}, 0], ['a page', {}, 1],
  ])('a signal ends it at once while %s is waited for, and no other server is asked', async (_, changes, says) => {
    const [asked, next] = [await mute(says), await mute()];
    const ending = new AbortController();
    const reason = new Error('cancelled');
    const reading = beforeTimer(LONG_MS, async () => read([asked.address, next.address], { signal: ending.signal }, changes));
    reading.catch(() => undefined);
    await eventually(() => expect(asked.heard()).toBe(says + 1));
    ending.abort(reason);
    await expect(reading).rejects.toBe(reason);
    expect(next.server.connections).toBe(0);
    await expect(read([slapd.address], { signal: ending.signal })).rejects.toBe(reason);
  });
});
