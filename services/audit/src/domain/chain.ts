/**
 * The hash chain: each entry's digest covers the one before it, the sequence and the event, so that nothing can be
 * changed, taken out, put in or moved without every later digest being different. Pure.
 */
import { createHash } from 'node:crypto';
import type { AuditEvent } from '@countersign/contracts';

export interface ChainHead {
  readonly sequence: number;
  /** 32 bytes. */
  readonly digest: Buffer;
}

export interface ChainEntry extends ChainHead {
  readonly event: AuditEvent;
}

/** Where the first entry hangs. */
export const CHAIN_START: ChainHead = { sequence: 0, digest: Buffer.alloc(32) };

export function appendToChain(head: ChainHead, event: AuditEvent): ChainEntry {
  const sequence = head.sequence + 1;
  const digest = createHash('sha256').update(head.digest).update(`${sequence}\n`).update(canonicalJson(event)).digest();
  return { sequence, digest, event };
}

/** One text for one value, whatever the order in which a database gives its keys back. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}
