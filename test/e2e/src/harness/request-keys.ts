import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DerivedPurposeKeys, derivedKeysSchema } from '@countersign/crypto';
import { decodePacket, requestKeyMaterial, unwrap } from '@countersign/radius';

const REQUEST_KEY_BYTES = 16;

/** How the gateways name a packet in the audit trail: computed with their key, so that a test can look its packets up. */
export async function requestKeysOf(dataDir: string, agentHostId: string): Promise<(packet: Buffer) => string> {
  const file = await readFile(path.join(dataDir, 'keys', 'radius-gateway.json'), 'utf8');
  const keys = new DerivedPurposeKeys(derivedKeysSchema.parse(JSON.parse(file))).mac('request-key');
  return (packet) => keys.mac(Buffer.from(agentHostId, 'utf8'), requestKeyMaterial(unwrap(decodePacket(packet))))
    .subarray(0, REQUEST_KEY_BYTES).toString('hex');
}
