/**
 * The hash chain: each entry's digest covers the one before it, the sequence and the event, so that nothing can be
 * changed, taken out, put in or moved without every later digest being different. Pure.
 */
import { hash } from 'node:crypto';
import type { AuditEvent } from '@countersign/contracts';

export interface ChainHead {
  readonly sequence: number;
  /** 32 bytes. */
  readonly digest: Buffer;
}

export interface ChainEntry extends ChainHead {
  readonly event: AuditEvent;
}

/** An entry that is about to be written. */
export interface NewEntry extends ChainEntry {
  /** The event as canonical JSON, as the digest covers it. */
  readonly text: string;
}

/** Where the first entry hangs. */
export const CHAIN_START: ChainHead = { sequence: 0, digest: Buffer.alloc(32) };

export function appendToChain(head: ChainHead, event: AuditEvent): NewEntry {
  const sequence = head.sequence + 1;
  const text = canonicalJson(event);
  // As text of one sign for each byte: bytes of its own memory, or a hash object, would take several times as long.
  const digest = Buffer.from(hash('sha256', Buffer.concat([head.digest, Buffer.from(`${sequence}\n${text}`)]), 'binary'), 'latin1');
  return { sequence, digest, event, text };
}

/**
 * One text for one value, whatever the order in which a database gives its keys back. Events that are read by their schema
 * have them in order already, and are written at once.
 */
export function canonicalJson(value: unknown): string {
  if (isInOrder(value)) return JSON.stringify(value) ?? 'null';
  if (typeof value !== 'object' || value === null) return 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let fields = '';
  for (const [key, field] of Object.entries(value).sort(byKey)) {
    if (field !== undefined) fields += `${fields === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`;
  }
  return `{${fields}}`;
}

/** Whether the keys of a value, and of all within it, stand in the order of their code units. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let before = '';
  for (const [key, field] of Object.entries(value)) {
    if (key < before || !isInOrder(field)) return false;
    before = key;
  }
  return true;
}

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);
