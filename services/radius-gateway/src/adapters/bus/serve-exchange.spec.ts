import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { exchangeContract } from '@countersign/contracts';
import { InProcessBus } from '@countersign/messaging';
import { PacketCode } from '@countersign/radius';
import { NAS, Nas, accessRequest, replyTo } from '../../application/nas-fixture.ts';
import { serveExchange } from './serve-exchange.ts';

const DEADLINE_MS = 2000;

let nas: Nas;
let bus: InProcessBus;

beforeEach(async () => {
  nas = new Nas();
  bus = new InProcessBus(() => performance.now(), () => {});
  await serveExchange(bus, {
    server: nas.server, hosts: nas.hosts,
    requestKeyOf: (hostId, material) => createHmac('md5', hostId).update(material).digest('hex'),
    drops: {
      list: () => nas.drops.map((reason) => {
        const at = new Date().toISOString();
        return { source: NAS.address, reason, count: 1, firstSeenAt: at, lastSeenAt: at, agentHost: null };
      }),
    },
  });
});

const exchange = (datagram: Buffer, sourceAddress = NAS.address, deadlineMs = DEADLINE_MS) =>
  bus.request(exchangeContract, { sourceAddress, datagram: datagram.toString('base64url') }, { deadlineMs });

describe('a datagram of a test', () => {
  test('goes the way of every other one, and its answer comes back with the key of its line in the trail', async () => {
    const request = accessRequest();
    const { datagram, reason, requestKey } = await exchange(request);
    expect(replyTo(request, Buffer.from(datagram ?? '', 'base64url')).code).toBe(PacketCode.accessAccept);
    expect(reason).toBeNull();
    expect(nas.asked).toMatchObject([{ requestKey, proven: true, sourceAddress: NAS.address }]);
  });

  test('waits for a reject that is held back', async () => {
    nas.answer = { outcome: 'refuse', message: 'Access denied' };
    const request = accessRequest();
    const answer = exchange(request);
    while (nas.server.heldRejects === 0) await pause(1);
    nas.now += 1100;
    nas.server.tick();
    expect(replyTo(request, Buffer.from((await answer).datagram ?? '', 'base64url')).code).toBe(PacketCode.accessReject);
  });

  test('that is dropped says why, and asks nobody', async () => {
    expect(await exchange(Buffer.from('no packet'))).toMatchObject({ datagram: null, reason: 'too-short', requestKey: null });
    expect(nas.asked).toEqual([]);
  });

  test('is never taken for the copy of another one', async () => {
    const request = accessRequest();
    nas.whileAsked = async () => pause(50);
    const answers = await Promise.all([exchange(request), exchange(request)]);
    expect(answers.map(({ datagram }) => datagram === null)).toEqual([false, false]);
    expect(nas.asked).toHaveLength(2);
  });

  test('without an answer in time is silence before the deadline', async () => {
    nas.whileAsked = async () => pause(600);
    expect(await exchange(accessRequest(), NAS.address, 300)).toMatchObject({ datagram: null, reason: null });
    await pause(400);
  });
});
