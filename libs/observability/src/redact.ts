import { isError, safeError } from './safe-error.ts';
import { withoutCredentials } from './without-credentials.ts';

const REDACTED = '[redacted]';
/** Deeper than this nothing is written: a log line is not a dump. */
const DEPTH = 8;
/** Longest list that is written in full. */
const ITEMS = 100;

/** A field is secret when a word of its name is one of these… */
const secretWords = new Set([
  'password', 'passwords', 'passwd', 'passphrase', 'passcode', 'tokencode', 'secret', 'secrets', 'seed', 'seeds', 'pin', 'pins', 'otp',
  'otpauth', 'key', 'keys', 'credential', 'credentials', 'authorization', 'cookie', 'bearer', 'parameters', 'sealed', 'hash',
]);
/** …or all of it is one of these… */
const secretNames = new Set(['state', 'code', 'codes', 'code1', 'code2', 'token', 'detail', 'mac', 'answer']);
/** …unless it is known to be harmless: a request key is a keyed hash, made to be searched for. */
const harmless = new Set(['requestKey']);

/** Whether a field of this name may hold a secret. Names are read as camelCase, snake_case, kebab-case or CAPITALS. */
export function isSecretName(name: string): boolean {
  if (harmless.has(name)) return false;
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[^a-z0-9]+/);
  return secretNames.has(words.join('')) || words.some((word) => secretWords.has(word));
}

/**
 * A copy that may be written down: secret-looking fields are named and not shown, bytes are counted and not shown,
 * errors lose everything but what {@link safeError} keeps, credentials vanish from URLs. Never throws.
 */
export function redact(value: unknown): unknown {
  return copy(value, 0, new Set());
}

function copy(value: unknown, depth: number, parents: Set<object>): unknown {
  if (typeof value === 'string') return withoutCredentials(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (isError(value)) return safeError(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return withoutCredentials(value.href);
  if (depth >= DEPTH) return '[deeper]';
  if (parents.has(value)) return '[circular]';
  parents.add(value);
  const copied = Array.isArray(value)
    ? value.slice(0, ITEMS).map((item) => copy(item, depth + 1, parents))
    : copyFields(value, depth, parents);
  parents.delete(value);
  return copied;
}

function copyFields(value: object, depth: number, parents: Set<object>): Record<string, unknown> {
  const fields: [string, unknown][] = [];
  for (const name of Object.keys(value)) fields.push([name, isSecretName(name) ? REDACTED : copy(read(value, name), depth + 1, parents)]);
  return Object.fromEntries(fields);
}

/** A getter may throw; a log line must not. */
function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return '[unreadable]';
  }
}
