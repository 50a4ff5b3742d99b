/** One suite for every bus. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { eventually, freshNats, undelayedMs, untilInTime } from '@countersign/testing';
import { z } from 'zod';
import { type Bus, BusError, InProcessBus, RefusedError, type RequestContract, UnansweredError } from './index.ts';
import { connectNats, NatsBus } from './nats/index.ts';

const now = (): number => performance.now();
/** Ends what hangs: a busy machine takes its time for an answer. */
const LONG_MS = 60_000;
/** What responders wrote down. */
let unanswered: UnansweredError[] = [];
const told = (error: UnansweredError): void => { unanswered.push(error); };

/** Gives the bus as one replica of a service has it. */
type Join = (replica: string) => Promise<Bus>;

const implementations: [string, () => Promise<{ join: Join; end: () => Promise<void> }>][] = [
  ['in process', async () => {
    const bus = new InProcessBus(now, told);
    return { join: async () => bus, end: async () => bus.close() };
  }],
  ['NATS', async () => {
    const { url, credentials } = await freshNats();
    const ends: (() => Promise<void>)[] = [];
    const join: Join = async (replica) => {
      const link = await connectNats({ servers: url, service: 'conformance', replica, ...(credentials ? { login: credentials } : {}) });
      const bus = NatsBus.over(link, now, told);
      ends.push(async () => {
        await bus.close();
        await link.close();
      });
      return bus;
    };
    return { join, end: async () => void await Promise.all(ends.map((end) => end())) };
  }],
];

interface Question { text: string; waitMs?: number | undefined }
interface Answer { text: string; by: string }
const question = z.strictObject({ text: z.string(), waitMs: z.number().optional() });
const answer = z.strictObject({ text: z.string(), by: z.string() });
let subjects = 0;
const contract = (): RequestContract<Question, Answer> => {
  subjects += 1;
  return { subject: `conformance.v1.question-${subjects}`, request: question, reply: answer };
};
const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(() => 'answered', (error: unknown) => error instanceof BusError ? error.message : `no bus error: ${String(error)}`);

describe.each(implementations)('bus: %s', (_name, open) => {
  let opened: ReturnType<typeof open> | undefined;
  const stops: (() => Promise<void>)[] = [];
  const joined = async (replica: string): Promise<Bus> => (await (opened ??= open())).join(replica);
  const serving = async (bus: Bus, ...args: Parameters<Bus['serve']>): Promise<void> => {
    const subscription = await bus.serve(...args);
    stops.push(async () => subscription.stop());
  };
  afterEach(async () => void await Promise.all(stops.splice(0).map((stop) => stop())));
  afterAll(async () => (await opened)?.end());

  /** A client, and a server that echoes after the wait that it is asked for. */
  const echo = async (asked: RequestContract<Question, Answer>, by = 'server', queue: string | null = 'echo'): Promise<Bus> => {
    const server = await joined(by);
    const subscription = await server.serve(asked, async ({ text, waitMs }) => {
      if (waitMs) await pause(waitMs);
      return { text, by };
    }, { queue });
    stops.push(async () => subscription.stop());
    return joined('client');
  };

  test('a request brings its reply', async () => {
    const asked = contract();
    const bus = await echo(asked);
    expect(await bus.request(asked, { text: 'Grüße 你好' }, { deadlineMs: LONG_MS })).toEqual({ text: 'Grüße 你好', by: 'server' });
  });

  test('a thousand at once: each gets its own', async () => {
    const asked = contract();
    const bus = await echo(asked);
    const texts = Array.from({ length: 1000 }, (_, index) => `request ${index}`);
    const replies = await Promise.all(texts.map((text, index) => bus.request(asked, { text, waitMs: index % 7 }, { deadlineMs: LONG_MS })));
    expect(replies.map(({ text }) => text)).toEqual(texts);
  });

  test('nobody serves: no-responder, and at once', async () => {
    const bus = await joined('client');
    // What the server stood behind others is not taken off: so it may need a quiet moment.
    const ask = () => codeOf(bus.request(contract(), { text: '' }, { deadlineMs: LONG_MS }));
    expect(await ask()).toBe('no-responder');
    await eventually(async () => expect(await undelayedMs(ask)).toBeLessThan(1000));
  });

  test('the deadline is kept; a late reply is ignored and the next one is right', async () => {
    const asked = contract();
    const bus = await echo(asked);
    const before = now();
    const refused = codeOf(bus.request(asked, { text: 'late', waitMs: 250 }, { deadlineMs: 100 }));
    // Of two timers of one event loop the one that is due earlier fires earlier, however late both are.
    const later = pause(240, 'later');
    expect(await Promise.race([refused, later])).toBe('deadline-exceeded');
    expect(now() - before).toBeGreaterThanOrEqual(99);
    const next = await Promise.all(['a', 'b'].map((text) => bus.request(asked, { text, waitMs: 300 }, { deadlineMs: LONG_MS })));
    expect(next.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test('a handler is told how many milliseconds are left; nothing left is never asked', async () => {
    const asked = contract();
    const server = await joined('server');
    const left: number[] = [];
    await serving(server, asked, async (_, { remainingMs }) => {
      left.push(remainingMs);
      return { text: '', by: '' };
    });
    const bus = await joined('client');
    const before = now();
    await bus.request(asked, { text: '' }, { deadlineMs: 8000 });
    expect(left).toHaveLength(1);
    expect(left[0]).toBeGreaterThanOrEqual(Math.floor(8000 - (now() - before)));
    expect(left[0]).toBeLessThanOrEqual(8000);
    for (const deadlineMs of [0, -5]) expect(await codeOf(bus.request(asked, { text: '' }, { deadlineMs }))).toBe('deadline-exceeded');
    expect(left).toHaveLength(1);
  });

  test('a request that waited out its time behind a busy server is dropped unanswered', async () => {
    const asked = contract();
    const server = await joined('server');
    const handled: string[] = [];
    await serving(server, asked, async (body) => {
      const { text } = question.parse(body);
      handled.push(text);
      if (text === 'busy') for (const until = now() + 150; now() < until;); // holds the event loop
      return { text, by: '' };
    });
    const bus = await joined('client');
    const ends = await Promise.all([
      codeOf(bus.request(asked, { text: 'busy' }, { deadlineMs: LONG_MS })), codeOf(bus.request(asked, { text: 'too late' }, { deadlineMs: 50 })),
    ]);
    expect(ends).toEqual(['answered', 'deadline-exceeded']);
    await pause(50);
    expect(handled).toEqual(['busy']);
  });

  test('errors: a refusal crosses as its code, anything else without a word', async () => {
    const asked = contract();
    const server = await joined('server');
    await serving(server, asked, async (body) => {
      const { text } = question.parse(body);
      if (text === 'refused') throw new RefusedError('token-expired');
      if (text === 'reply') return { text: 1 };
      throw new Error('the password is 1234');
    });
    const bus = await joined('client');
    const ends = await Promise.all(['refused', 'fails', 'reply'].map((text) => codeOf(bus.request(asked, { text }, { deadlineMs: LONG_MS }))));
    expect(ends).toEqual(['refused: token-expired', 'internal-error', 'internal-error']);
    const refused = await bus.request(asked, { text: 'refused' }, { deadlineMs: LONG_MS }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'refused', resultCode: 'token-expired' });
  });

  test('what could not be answered is written down where it happened, and both sides can put it together', async () => {
    const asked = contract();
    const server = await joined('server');
    await serving(server, asked, async () => { throw new RangeError('the table is gone'); });
    unanswered = [];
    const bus = await joined('client');
    const heard = await bus.request(asked, { text: 'x' }, { deadlineMs: LONG_MS }).catch((error: unknown) => error);
    expect(unanswered).toMatchObject([{ subject: asked.subject, correlation: expect.stringMatching(/^[0-9a-f]{12}$/), cause: { message: 'the table is gone' } }]);
    expect(heard).toMatchObject({ code: 'internal-error', correlation: unanswered[0]?.correlation, subject: asked.subject });
    expect(String(heard)).not.toContain('table');
    const loose: RequestContract<unknown, unknown> = { subject: asked.subject, request: z.unknown(), reply: z.unknown() };
    expect(await bus.request(loose, { text: 5 }, { deadlineMs: LONG_MS }).catch((error: unknown) => error)).toMatchObject({ code: 'bad-request', correlation: unanswered[1]?.correlation });
    expect(unanswered).toHaveLength(2);
  });

  test('a refusal is an answer: nothing is written down', async () => {
    const asked = contract();
    const server = await joined('server');
    await serving(server, asked, async () => { throw new RefusedError('token-expired'); });
    unanswered = [];
    expect(await codeOf((await joined('client')).request(asked, { text: 'x' }, { deadlineMs: LONG_MS }))).toBe('refused: token-expired');
    expect(unanswered).toEqual([]);
  });

  test('both sides validate both ways', async () => {
    const asked = contract();
    const strict = { ...asked, reply: answer.extend({ by: z.literal('somebody else') }) };
    const loose: RequestContract<unknown, unknown> = { subject: asked.subject, request: z.unknown(), reply: z.unknown() };
    const bus = await echo(asked);
    // A caller that does not check, a responder that does; then the other way round.
    expect(await codeOf(bus.request(loose, { text: 5 }, { deadlineMs: LONG_MS }))).toBe('bad-request');
    expect(await codeOf(bus.request(asked, { text: 5 } as never, { deadlineMs: LONG_MS }))).toBe('bad-request');
    expect(await codeOf(bus.request(asked, { text: '', more: true } as never, { deadlineMs: LONG_MS }))).toBe('bad-request');
    expect(await codeOf(bus.request(strict, { text: '' }, { deadlineMs: LONG_MS }))).toBe('bad-reply');
  });

  test('a message that is too large is refused, and harms no other', async () => {
    const asked = contract();
    const server = await joined('server');
    await serving(server, asked, async (body) => ({ text: question.parse(body).text.repeat(1000), by: '' }));
    const bus = await joined('client');
    const fine = bus.request(asked, { text: 'x' }, { deadlineMs: LONG_MS });
    expect(await codeOf(bus.request(asked, { text: 'x'.repeat(1_100_000) }, { deadlineMs: LONG_MS }))).toBe('bad-request');
    expect(await codeOf(bus.request(asked, { text: 'x'.repeat(2000) }, { deadlineMs: LONG_MS }))).toBe('internal-error');
    expect((await fine).text).toHaveLength(1000);
  });

  test('replicas of a queue share the requests, one each', async () => {
    const asked = contract();
    await echo(asked, 'server-1');
    const bus = await echo(asked, 'server-2');
    const replies = await Promise.all(Array.from({ length: 200 }, (_, index) => bus.request(asked, { text: String(index) }, { deadlineMs: LONG_MS })));
    const counts = Map.groupBy(replies, ({ by }) => by);
    expect([...counts.keys()].sort()).toEqual(['server-1', 'server-2']);
    for (const share of counts.values()) expect(share.length).toBeGreaterThan(40);
  });

  test('everyone without a queue is asked by requestAll; who fails or is late is left out', async () => {
    const asked = contract();
    await echo(asked, 'server-1', null);
    await echo(asked, 'server-2', null);
    const third = await joined('server-3');
    await serving(third, asked, async () => {
      throw new Error('not today');
    }, { queue: null });
    const bus = await echo(asked, 'server-4', null);
    const all = (settleMs: number) => bus.requestAll(asked, { text: 'all' }, { deadlineMs: LONG_MS, settleMs });
    expect((await all(3000)).map(({ by }) => by).sort()).toEqual(['server-1', 'server-2', 'server-4']);
    await eventually(async () => expect(await undelayedMs(() => all(500))).toBeLessThan(2000));
    expect(await bus.requestAll(asked, { text: 'late', waitMs: 400 }, { deadlineMs: 100 })).toEqual([]);
    expect(await bus.requestAll(contract(), { text: '' }, { deadlineMs: 100 })).toEqual([]);
  });

  test('a queue counts once for requestAll', async () => {
    const asked = contract();
    await echo(asked, 'server-1');
    const bus = await echo(asked, 'server-2');
    expect(await bus.requestAll(asked, { text: '' }, { deadlineMs: LONG_MS, settleMs: 300 })).toHaveLength(1);
  });

  describe('an answer in parts', () => {
    const SILENCE_MS = 2000;
    /** Says each word by itself, one every `waitMs`; `nothing` is said after a silence, `slowly` after a fifth of one. */
    const speaker = async (asked: RequestContract<Question, Answer>): Promise<Bus> => {
      const server = await joined('server');
      const subscription = await server.serveParts(asked, async ({ text, waitMs }, { reply }) => {
        for (const word of text.split(' ')) {
          if (waitMs) await pause(waitMs);
          if (word === 'nothing') await pause(SILENCE_MS);
          if (word === 'slowly') await pause(SILENCE_MS / 5);
          if (word === 'fails') throw new Error('the password is 1234');
          reply({ text: word, by: 'server' });
        }
      }, { queue: 'speaker' });
      stops.push(async () => subscription.stop());
      return joined('client');
    };
    const listen = async (bus: Bus, asked: RequestContract<Question, Answer>, body: Question, last: string, deadlineMs = LONG_MS): Promise<{ heard: string[]; end: string }> => {
      const heard: string[] = [];
      const end = await codeOf(bus.requestParts(asked, body, { deadlineMs, take: ({ text }) => {
        heard.push(text);
        return text === last;
      } }));
      return { heard, end };
    };

    test('each part is taken as it comes, in order, until the last', async () => {
      const asked = contract();
      const bus = await speaker(asked);
      expect(await listen(bus, asked, { text: 'one two three four', waitMs: 2 }, 'three')).toEqual({ heard: ['one', 'two', 'three'], end: 'answered' });
      expect(await listen(bus, asked, { text: 'one' }, 'one')).toEqual({ heard: ['one'], end: 'answered' });
    });

    test('the deadline is the last part\'s; what came before it is right', async () => {
      const asked = contract();
      const bus = await speaker(asked);
      const result = await untilInTime(async () => {
        const { heard, end } = await listen(bus, asked, { text: 'one two nothing three' }, 'three', SILENCE_MS / 2);
        expect(end).toBe('deadline-exceeded');
        return heard.length < 2 ? undefined : heard;
      });
      expect(result).toEqual(['one', 'two']);
    });

    test('parts that come one after another put the deadline off for none of them', async () => {
      const asked = contract();
      const bus = await speaker(asked);
      // Each comes long before a deadline of its own would be over; all of them take longer than the one that there is.
      const first = await untilInTime(async () => {
        const { heard, end } = await listen(bus, asked, { text: 'one slowly slowly slowly slowly last' }, 'last', SILENCE_MS / 2);
        expect([end, heard.includes('last')]).toEqual(['deadline-exceeded', false]);
        return heard[0];
      });
      expect(first).toBe('one');
    });

    test('a handler that fails in the middle, a part against the schema, a taker that throws', async () => {
      const asked = contract();
      const bus = await speaker(asked);
      expect(await listen(bus, asked, { text: 'one fails three' }, 'three')).toEqual({ heard: ['one'], end: 'internal-error' });
      const strict = { ...asked, reply: answer.extend({ text: z.literal('one') }) } as unknown as RequestContract<Question, Answer>;
      expect(await listen(bus, strict, { text: 'one two' }, 'two')).toEqual({ heard: ['one'], end: 'bad-reply' });
      const taken = bus.requestParts(asked, { text: 'one two' }, { deadlineMs: LONG_MS, take: () => { throw new RangeError('mine'); } });
      await expect(taken).rejects.toThrow('mine');
      expect(await codeOf(bus.requestParts(contract(), { text: '' }, { deadlineMs: LONG_MS, take: () => true }))).toBe('no-responder');
    });
  });

  test('stop lets a handler finish and its reply leave; after it nobody is there', async () => {
    const asked = contract();
    const server = await joined('server');
    const arrived = Promise.withResolvers<void>();
    const subscription = await server.serve(asked, async ({ text }) => {
      arrived.resolve();
      await pause(150);
      return { text, by: '' };
    });
    const bus = await joined('client');
    const underWay = bus.request(asked, { text: 'under way' }, { deadlineMs: LONG_MS });
    await arrived.promise;
    await subscription.stop();
    expect((await underWay).text).toBe('under way');
    expect(await codeOf(bus.request(asked, { text: '' }, { deadlineMs: LONG_MS }))).toBe('no-responder');
  });

  test('a malformed message on the subject is answered or ignored, never fatal', async () => {
    const asked = contract();
    const bus = await echo(asked);
    const nonsense: RequestContract<unknown, unknown> = { subject: asked.subject, request: z.any(), reply: z.unknown() };
    for (const body of [null, [], 'text', { text: { toString: 'x' } }, undefined]) {
      expect(await codeOf(bus.request(nonsense, body, { deadlineMs: LONG_MS }))).toBe('bad-request');
    }
    expect((await bus.request(asked, { text: 'still there' }, { deadlineMs: LONG_MS })).text).toBe('still there');
  });
});

test.each(implementations)('closed bus: %s: handlers end, nobody asks any more', async (_name, open) => {
  const { join, end } = await open();
  const asked = contract();
  const bus = await join('one');
  const arrived = Promise.withResolvers<void>();
  await bus.serve(asked, async ({ text }) => {
    arrived.resolve();
    await pause(100);
    return { text, by: '' };
  });
  const client = await join('two');
  const underWay = client.request(asked, { text: 'under way' }, { deadlineMs: LONG_MS });
  await arrived.promise;
  await bus.close();
  expect((await underWay).text).toBe('under way');
  expect(await codeOf(bus.request(asked, { text: '' }, { deadlineMs: LONG_MS }))).toBe('unavailable');
  await end();
});
