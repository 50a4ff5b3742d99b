/** Names of what JetStream keeps for Countersign; deploy/nats grants permissions by them. */
import { agentHostBucket } from '@countersign/contracts';

export const auditStream = 'AUDIT';
export const auditSubjects = 'audit.v1.events.>';
/** The durable consumer of the audit service. */
export const auditConsumer = 'audit';

/** NATS keeps a key-value bucket in a stream. */
export const bucketStream = `KV_${agentHostBucket}`;
export const bucketSubjects = `$KV.${agentHostBucket}.>`;

/** @param key checked */
export function bucketSubject(key: string): string {
  return `$KV.${agentHostBucket}.${key}`;
}
