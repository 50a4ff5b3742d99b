import { createClient } from '@redis/client';
import type { ChallengeClaim, StateStore } from '../state-store.ts';
import { StateStoreUnavailable } from '../state-store.ts';

export interface RedisStateStoreOptions {
  readonly url: string;
  /** Put before every key. */
  readonly prefix: string;
  /** Longest wait for one command. */
  readonly timeoutMs: number;
  readonly onError: (error: unknown) => void;
}

/** content and claim in one hash; each script is one atomic step. Times are the server's own: replicas' clocks differ. */
const OPEN = `
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'content', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;
const CLAIM = `
local content = redis.call('HGET', KEYS[1], 'content')
if not content then return {'gone', ''} end
local claimed = redis.call('HMGET', KEYS[1], 'by', 'until', 'answer')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if claimed[3] then
  if claimed[1] == ARGV[1] then return {'answered', claimed[3]} end
  return {'gone', ''}
end
if claimed[1] and tonumber(claimed[2]) > now then
  if claimed[1] == ARGV[1] then return {'busy', ''} end
  return {'gone', ''}
end
redis.call('HSET', KEYS[1], 'by', ARGV[1], 'until', now + tonumber(ARGV[2]))
return {'claimed', content}`;
const ANSWER = `
if redis.call('HGET', KEYS[1], 'by') == ARGV[1] then redis.call('HSET', KEYS[1], 'answer', ARGV[2]) end
return 1`;
const RELEASE = `
if redis.call('HGET', KEYS[1], 'by') == ARGV[1] and redis.call('HEXISTS', KEYS[1], 'answer') == 0 then
  redis.call('HDEL', KEYS[1], 'by', 'until')
end
return 1`;
const COUNT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return count`;

const KEEP = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
const KEPT = 'return redis.call(\'GET\', KEYS[1])';
const PROLONG = 'return redis.call(\'PEXPIRE\', KEYS[1], ARGV[1])';
const FORGET = 'return redis.call(\'DEL\', KEYS[1])';

/**
 * The state store that replicas share. Commands fail at once while Redis is away; the connection comes back by itself. A host
 * that vanished tells nobody, and the system would go on sending to it for a quarter of an hour: where a command is overdue
 * and nothing was heard since it was sent, a new connection is made.
 */
export class RedisStateStore implements StateStore {
  private client: ReturnType<RedisStateStore['connect']>;
  private closed = false;
  /** When a reply came last, as `performance.now()` has it. */
  private heardAt = -Infinity;

  private constructor(private readonly options: RedisStateStoreOptions) {
    this.client = this.connect();
  }

  /** Resolves although Redis may be away: then every command rejects until it is there. */
  static open(options: RedisStateStoreOptions): RedisStateStore {
    return new RedisStateStore(options);
  }

  async openChallenge(id: string, content: string, ttlMs: number): Promise<void> {
    await this.run(OPEN, `challenge:${id}`, content, String(ttlMs));
  }

  async claimChallenge(id: string, requestKey: string, leaseMs: number): Promise<ChallengeClaim> {
    const reply = await this.run(CLAIM, `challenge:${id}`, requestKey, String(leaseMs));
    const [status, value] = Array.isArray(reply) ? reply.map(String) : [];
    switch (status) {
      case 'claimed':
        return { status, content: value ?? '' };
      case 'answered':
        return { status, answer: value ?? '' };
      case 'busy':
      case 'gone':
        return { status };
      default:
        throw new StateStoreUnavailable('Redis answered what no script returns');
    }
  }

  async answerChallenge(id: string, requestKey: string, answer: string): Promise<void> {
    await this.run(ANSWER, `challenge:${id}`, requestKey, answer);
  }

  async releaseChallenge(id: string, requestKey: string): Promise<void> {
    await this.run(RELEASE, `challenge:${id}`, requestKey);
  }

  async countInWindow(key: string, windowMs: number): Promise<number> {
    return Number(await this.run(COUNT, `window:${key}`, String(windowMs)));
  }

  async keep(key: string, value: string, ttlMs: number): Promise<void> {
    await this.run(KEEP, `kept:${key}`, value, String(ttlMs));
  }

  async kept(key: string): Promise<string | undefined> {
    const value = await this.run(KEPT, `kept:${key}`);
    return typeof value === 'string' ? value : undefined;
  }

  async prolong(key: string, ttlMs: number): Promise<void> {
    await this.run(PROLONG, `kept:${key}`, String(ttlMs));
  }

  async forget(key: string): Promise<boolean> {
    return await this.run(FORGET, `kept:${key}`) === 1;
  }

  close(): void {
    this.closed = true;
    this.client.destroy();
  }

  private connect() {
    const { url, timeoutMs, onError } = this.options;
    const client = createClient({
      url, disableOfflineQueue: true,
      socket: { connectTimeout: timeoutMs, reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 1000) },
    });
    // One that was ended fails as it should.
    const report = (error: unknown): void => {
      if (!this.closed && client === this.client) onError(error);
    };
    // Whoever takes a connection and then says nothing is waited for by nobody else.
    let greeting: NodeJS.Timeout | undefined;
    client.on('connect', () => {
      // The client goes on where it was ended while it waited for this.
      if (this.closed || client !== this.client) return client.destroy();
      greeting = setTimeout(() => onceRead(() => {
        if (!client.isReady) this.renew(client);
      }), timeoutMs).unref();
    });
    client.on('ready', () => clearTimeout(greeting));
    client.on('error', (error) => {
      clearTimeout(greeting);
      report(error);
    });
    client.connect().catch(report);
    return client;
  }

  /** What waits for the silent one fails. */
  private renew(silent: RedisStateStore['client']): void {
    if (this.closed || silent !== this.client) return;
    this.options.onError(new Error('Redis is silent: a new connection is made'));
    silent.destroy();
    this.client = this.connect();
  }

  private async run(script: string, key: string, ...args: string[]): Promise<unknown> {
    const { client, options: { prefix, timeoutMs } } = this;
    const sentAt = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error('no answer in time'));
        onceRead(() => {
          if (this.heardAt < sentAt) this.renew(client);
        });
      }, timeoutMs);
    });
    try {
      const asked = client.eval(script, { keys: [prefix + key], arguments: args }).then((reply) => {
        this.heardAt = performance.now();
        return reply;
      });
      return await Promise.race([asked, late]);
    } catch (error) {
      throw new StateStoreUnavailable(error instanceof Error ? error.message : 'Redis failed');
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Where this process stood still, its timers fire before what came meanwhile is read: that says nothing about Redis. */
function onceRead(look: () => void): void {
  setImmediate(look);
}
