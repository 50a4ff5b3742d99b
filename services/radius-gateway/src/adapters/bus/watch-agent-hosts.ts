import { type AgentHostConfig, agentHostConfigSchema, agentSecretAad } from '@countersign/contracts';
import type { Sealer } from '@countersign/crypto';
import type { ConfigBucket } from '@countersign/messaging';
import { SharedSecret } from '@countersign/radius';
import type { KnownHost } from '../../application/ports.ts';
import type { HostTable } from '../../domain/index.ts';

/** Tells what could not be taken over, by agent-host id; the reason has no secret in it. */
export type OnBadEntry = (id: string, reason: 'unreadable' | 'secret-unusable') => void;

/**
 * Keeps the host table as the bucket has it: everything at first, then each change. `ready` resolves when all that
 * was there is in the table.
 */
export async function watchAgentHosts(
  bucket: ConfigBucket, table: HostTable<KnownHost>, sealer: Sealer, onBadEntry: OnBadEntry,
): Promise<{ ready: Promise<void>; stop(): void }> {
  return bucket.watch(({ key, value }) => {
    if (value === null) return table.delete(key);
    const host = readEntry(key, value, sealer, onBadEntry);
    // A host that cannot be read must not go on with what it had: its secret may have been taken away.
    return host ? table.set(host) : table.delete(key);
  });
}

function readEntry(key: string, value: Uint8Array, sealer: Sealer, onBadEntry: OnBadEntry): KnownHost | undefined {
  let config: AgentHostConfig;
  try {
    config = agentHostConfigSchema.parse(JSON.parse(Buffer.from(value).toString('utf8')));
  } catch {
    onBadEntry(key, 'unreadable');
    return undefined;
  }
  const secret = openSecret(config, sealer);
  if (!secret) {
    onBadEntry(key, 'secret-unusable');
    return undefined;
  }
  const { id, name, addresses, secretVersion, requireMessageAuthenticator, limitProxyState } = config;
  return { id, name, addresses, secret, secretVersion, requireMessageAuthenticator, limitProxyState };
}

function openSecret(config: AgentHostConfig, sealer: Sealer): SharedSecret | undefined {
  try {
    const made = SharedSecret.from(sealer.open(Buffer.from(config.sealedSecret, 'base64url'), agentSecretAad(config.id)));
    return made.ok ? made.value : undefined;
  } catch {
    return undefined;
  }
}
