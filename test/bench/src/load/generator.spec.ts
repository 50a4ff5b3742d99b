/** The generator against a server of this test that answers as each test wants. */
import { randomBytes } from 'node:crypto';
import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AttributeType, type Packet, PacketCode, SharedSecret, decodePacket, encodeReply, findValue, revealUserPassword } from '@countersign/radius';
import { REPLAY_DISTANCE, type RunResult, type Traffic } from './job.ts';
import { must } from './must.ts';
import { ANY_REPLY, SEED_BYTES, prepareRequests, totpCode } from './prepared-requests.ts';
import { runPrepared } from './run-prepared.ts';

const SECRET = 'a secret of the test';
const PEOPLE = 5_000;
const STEP = 60_000_000;
const secret = must(SharedSecret.from(Buffer.from(SECRET)));
const seeds = randomBytes(PEOPLE * SEED_BYTES);

let folder: string;
let server: Socket;
/** The reply to request number `n` in the order of arrival; undefined is silence. */
let answer: (request: Packet, n: number, late: (reply: Buffer) => void) => Buffer | undefined;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'countersign-bench-'));
  await writeFile(path.join(folder, 'seeds'), seeds);
  server = createSocket('udp4');
  let arrived = 0;
  server.on('message', (datagram, { port, address }) => {
    const send = (reply: Buffer): void => server.send(reply, port, address);
    const reply = answer(must(decodePacket(datagram)), arrived, send);
    arrived += 1;
    if (reply) send(reply);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.close();
  await once(server, 'close');
  await rm(folder, { recursive: true });
});

const traffic = (changes: Partial<Traffic> = {}): Traffic => ({
  people: { seedsFile: path.join(folder, 'seeds'), prefix: 'p', count: PEOPLE }, first: 0, count: 200, secret: SECRET, protocol: 'pap',
  credential: { kind: 'totp', step: STEP }, replays: false, ...changes,
});

function run(changes: Partial<Traffic> = {}, durationMs = 10_000, perSecond?: number): Promise<RunResult> {
  const pace = perSecond === undefined ? { kind: 'closed', inFlight: 16 } as const : { kind: 'open', perSecond } as const;
  return runPrepared(prepareRequests(traffic(changes)), { target: { address: '127.0.0.1', port: server.address().port, secret: SECRET }, pace, durationMs });
}

const reply = (request: Packet, code: PacketCode, signedWith = secret): Buffer => must(encodeReply(request, { code, attributes: [] }, signedWith));
const accept = (request: Packet): Buffer => reply(request, PacketCode.accessAccept);
const loginOf = (request: Packet): string => findValue(request, AttributeType.userName)?.toString() ?? '';
const passwordOf = (request: Packet): string =>
  must(revealUserPassword(findValue(request, AttributeType.userPassword) ?? Buffer.alloc(0), secret, request.authenticator)).toString();

describe('what is sent', () => {
  test('each person once, with the code of the step', async () => {
    const shown = new Map<string, string>();
    answer = (request) => {
      shown.set(loginOf(request), passwordOf(request));
      return accept(request);
    };
    expect(await run({ first: 100 })).toMatchObject({ sent: 200, right: 200, accepts: 200, exhausted: true });
    expect(shown.size).toBe(200);
    expect(shown.get('p100')).toBe(totpCode(seeds, 100, STEP));
    expect(shown.get('p299')).toBe(totpCode(seeds, 299, STEP));
  });

  test('with replays, every second request repeats a code that was sent well before, and must be refused', async () => {
    const used = new Set<string>();
    answer = (request) => {
      const code = `${loginOf(request)} ${passwordOf(request)}`;
      const again = used.has(code);
      used.add(code);
      return reply(request, again ? PacketCode.accessReject : PacketCode.accessAccept);
    };
    expect(await run({ count: 3_048, replays: true })).toMatchObject({ sent: 3_048, right: 3_048, accepts: 2_548 });
    expect(used.size).toBe(2_548);
  });

  test('a replayed code that a step soon after has as well may be taken for that one', () => {
    const step = stepWithTwin();
    const { expected } = prepareRequests(traffic({ count: REPLAY_DISTANCE + 2, replays: true, credential: { kind: 'totp', step } }));
    expect([expected[0], expected[REPLAY_DISTANCE + 1]]).toEqual([PacketCode.accessAccept, ANY_REPLY]);
  });

  /** A step of the first person whose code comes again within ten steps. */
  function stepWithTwin(): number {
    const codes: string[] = [];
    for (let step = STEP; ; step += 1) {
      const code = totpCode(seeds, 0, step);
      const back = codes.slice(-10).lastIndexOf(code);
      if (back >= 0) return STEP + Math.max(0, codes.length - 10) + back;
      codes.push(code);
    }
  }

  test('an event token shows its next code each time round', async () => {
    const codes = new Set<string>();
    answer = (request) => {
      codes.add(`${loginOf(request)} ${passwordOf(request)}`);
      return accept(request);
    };
    await run({ people: { seedsFile: path.join(folder, 'seeds'), prefix: 'p', count: 10 }, count: 100, credential: { kind: 'hotp', counter: 0 } });
    expect(codes.size).toBe(100);
  });
});

describe('every reply is verified', () => {
  test('a reject where an accept was due is wrong', async () => {
    answer = (request, n) => reply(request, n % 4 === 0 ? PacketCode.accessReject : PacketCode.accessAccept);
    expect(await run()).toMatchObject({ right: 150, wrong: 50, forged: 0, lost: 0, accepts: 150 });
  });

  test('an accept by somebody who does not know the secret is forged', async () => {
    const other = must(SharedSecret.from(Buffer.from('another secret')));
    answer = (request, n) => (n % 2 === 0 ? reply(request, PacketCode.accessAccept, other) : accept(request));
    expect(await run()).toMatchObject({ right: 100, forged: 100, wrong: 0, accepts: 100 });
  });

  test('a changed bit is forged, too', async () => {
    answer = (request) => {
      const datagram = accept(request);
      datagram.writeUInt8(datagram.readUInt8(10) ^ 1, 10);
      return datagram;
    };
    expect(await run({ count: 20 })).toMatchObject({ right: 0, forged: 20 });
  });

  test('silence is lost, and the window goes on without it', async () => {
    answer = (request, n) => (n < 8 ? undefined : accept(request));
    expect(await run({ count: 100 })).toMatchObject({ right: 92, lost: 8 });
  });
});

describe('pace', () => {
  test('a closed loop never has more on the way than its window, and always as many', async () => {
    let [waiting, most] = [0, 0];
    answer = (request, _, late) => {
      waiting += 1;
      most = Math.max(most, waiting);
      // Counted off before the reply can have brought the next request.
      setTimeout(() => {
        waiting -= 1;
        late(accept(request));
      }, 20);
      return undefined;
    };
    expect(await run()).toMatchObject({ right: 200, lost: 0 });
    expect(most).toBe(16);
  });

  test('an open loop keeps to its rate, and counts from the scheduled time', async () => {
    answer = accept;
    const result = await run({ count: 5_000 }, 1_000, 500);
    expect(result.sent).toBe(501); // the first one at once
    expect(result.latency.p50).toBeGreaterThanOrEqual(result.lateness.p50);
  });

  test('a server that stops for half a second shows in the latencies of an open loop', async () => {
    answer = (request, n) => {
      if (n === 100) {
        const until = performance.now() + 500;
        while (performance.now() < until);
      }
      return accept(request);
    };
    const { latency } = await run({ count: 5_000 }, 1_000, 500);
    expect(latency.max).toBeGreaterThan(450);
    // Half of the requests were due during the pause or in its wake: a generator that waits with the server would not see it.
    expect(latency.p95).toBeGreaterThan(200);
  });
});
