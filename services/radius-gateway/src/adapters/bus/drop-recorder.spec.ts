import { describe, expect, test } from '@jest/globals';
import { type AuditEvent, auditBatchSchema } from '@countersign/contracts';
import { InProcessStream } from '@countersign/messaging';
import { SharedSecret, unwrap } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import type { KnownHost } from '../../application/ports.ts';
import { DropRecorder } from './drop-recorder.ts';

const host: KnownHost = {
  id: '0198f0f0-0000-7000-8000-000000000001', name: 'vpn', addresses: [], secret: unwrap(SharedSecret.from(Buffer.from('testing123'))),
  secretVersion: 1, requireMessageAuthenticator: false, limitProxyState: true,
};

async function recorder(): Promise<{ drops: DropRecorder; trail: AuditEvent[]; counted: string[] }> {
  const stream = new InProcessStream();
  const [trail, counted, errors]: [AuditEvent[], string[], unknown[]] = [[], [], []];
  await stream.consume({ durable: 'test', maxBatch: 100 }, async (batch) => {
    for (const { data } of batch) trail.push(...auditBatchSchema.parse(JSON.parse(Buffer.from(data).toString())).events);
  });
  const drops = new DropRecorder(stream, 10, (reason) => counted.push(reason), (error) => errors.push(error));
  return { drops, trail, counted };
}
/** Something is there, and nothing more comes after it. */
const settled = async (trail: readonly AuditEvent[]): Promise<void> => {
  await eventually(() => expect(trail).not.toEqual([]));
  await new Promise((resolve) => { setTimeout(resolve, 50); });
};

describe('what got no answer', () => {
  test('a suspected secret is a warning that names the agent host: in the list, and once in the trail', async () => {
    const { drops, trail, counted } = await recorder();
    for (let copy = 0; copy < 100; copy += 1) drops.dropped('192.0.2.1', 'shared-secret-suspected', host);
    await settled(trail);
    expect(drops.list()).toMatchObject([{ source: '192.0.2.1', reason: 'shared-secret-suspected', agentHost: 'vpn', agentHostId: host.id, count: 100 }]);
    expect(trail).toMatchObject([{ kind: 'drop', result: 'shared-secret-suspected', agentHost: { id: host.id, name: 'vpn' } }]);
    expect(counted).toHaveLength(100);
  });

  test('an unknown source has a line in the list and one in the trail', async () => {
    const { drops, trail } = await recorder();
    for (let copy = 0; copy < 3; copy += 1) drops.dropped('198.51.100.1', 'unknown-source', null);
    await settled(trail);
    expect(drops.list()).toMatchObject([{ source: '198.51.100.1', agentHost: null, agentHostId: null, count: 3 }]);
    expect(trail).toMatchObject([{ result: 'unknown-agent-host', detail: { reason: 'unknown-source' } }]);
  });
});
