import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from '@jest/globals';
import type { AgentHostConfig } from '@countersign/contracts';
import { InProcessBucket } from '@countersign/messaging';
import { AgentHostPublisher, type AgentHostDirectory } from './agent-host-publisher.ts';

/** The directory, slow where a test says so. */
class Directory implements AgentHostDirectory {
  readonly hosts = new Map<string, AgentHostConfig>();
  loading: Promise<void> = Promise.resolve();

  set(id: string, version: number): void {
    this.hosts.set(id, {
      id, name: `version ${version}`, addresses: ['10.0.0.1/32'], sealedSecret: 'c2VhbGVk', secretVersion: 1, requireMessageAuthenticator: true, limitProxyState: true, version,
    });
  }

  async load(ids?: readonly string[]): Promise<AgentHostConfig[]> {
    const found = [...this.hosts.values()].filter((host) => ids?.includes(host.id) ?? true);
    await this.loading;
    return found;
  }

  async raise(id: string, version: number): Promise<void> {
    this.set(id, version);
  }
}

const id = randomUUID();
let directory: Directory;
let bucket: InProcessBucket;
let failures: unknown[];
const publisher = (): AgentHostPublisher => new AgentHostPublisher(bucket, directory, (error) => { failures.push(error); });

beforeEach(() => {
  directory = new Directory();
  bucket = new InProcessBucket();
  failures = [];
});

test('a replica that read the host before another one deleted it does not bring it back', async () => {
  const [slow, fast] = [publisher(), publisher()];
  directory.set(id, 3);
  let go = (): void => {};
  directory.loading = new Promise((resolve) => { go = resolve; });
  slow.changed(id);
  await new Promise((resolve) => setImmediate(resolve));
  directory.hosts.delete(id);
  fast.deleted(id, 4);
  await fast.settled();
  go();
  await slow.settled();
  expect((await bucket.keys()).size).toBe(0);
});

test('a host that comes while replicas compare is not taken for a deleted one', async () => {
  directory.set(id, 1);
  await Promise.all([publisher().reconcile(), publisher().reconcile()]);
  const newcomer = randomUUID();
  const comparing = publisher();
  let go = (): void => {};
  directory.loading = new Promise((resolve) => { go = resolve; });
  const compared = comparing.reconcile();
  await new Promise((resolve) => setImmediate(resolve));
  directory.set(newcomer, 1);
  await bucket.put(newcomer, Buffer.from('{}'), 1);
  go();
  await compared;
  expect(await bucket.keys()).toEqual(new Map([[id, 1], [newcomer, 1]]));
});

test('a bucket that is away is told, and the next comparison mends it', async () => {
  const put = bucket.put.bind(bucket);
  bucket.put = async () => { throw new Error('away'); };
  const one = publisher();
  directory.set(id, 1);
  one.changed(id);
  await one.reconcile();
  expect(failures).toHaveLength(2);
  bucket.put = put;
  await one.reconcile();
  expect(await bucket.keys()).toEqual(new Map([[id, 1]]));
});

test('what does not fit the contract is not published', async () => {
  directory.set('no identifier', 1);
  await publisher().reconcile();
  expect(failures).toHaveLength(1);
  expect((await bucket.keys()).size).toBe(0);
});
