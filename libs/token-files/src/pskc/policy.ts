/** What a PSKC file says about when and for what a key may be used (RFC 6030 section 5). */

import { wholeNumber } from '../checked-numbers.ts';
import { MAX_USES } from '../limits.ts';
import { parseDate } from '../text/dates.ts';
import { detach } from '../text/keep.ts';
import { named, repeated } from '../detail.ts';
import { RecordRefused } from '../token-file-error.ts';
import type { TokenWarning } from '../token-record.ts';
import { attribute, child, textOf, type XmlElement } from '../xml/element.ts';

export interface Policy {
  readonly startsAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  /** How often the key may be used; undefined: without end. */
  readonly transactions: number | undefined;
}

const REMEMBERED_DATES = 1_024;

const UNDERSTOOD = new Set(['StartDate', 'ExpiryDate', 'PINPolicy', 'KeyUsage', 'NumberOfTransactions']);
const UNDERSTOOD_PIN_POLICY = new Set(['pinkeyid', 'pinusagemode', 'maxfailedattempts', 'minlength', 'maxlength', 'pinencoding']);
/** RFC 6030 section 5: what one-time passwords and challenge-response need. */
const USABLE = new Set(['OTP', 'CR']);
const DRAFT_USAGES = ['OTP', 'CR', 'INTEGRITY', 'ENCRYPT', 'UNLOCK'];

/**
 * Combines the policy of a key with the dates of its device: the later start and the earlier end hold.
 * @throws RecordRefused `bad-date`, `bad-number`, `policy-not-understood`, `key-usage-not-allowed`
 */
export function readPolicy(key: XmlElement, device: XmlElement | undefined, dates: DateReader): Policy {
  const policy = child(key, 'Policy');
  if (policy !== undefined) checkUnderstood(policy);
  checkUsage(key, policy);
  let startsAt: Date | undefined;
  let expiresAt: Date | undefined;
  for (const place of [policy, key, device]) {
    const start = dates.read(child(place, 'StartDate'));
    const end = dates.read(child(place, 'ExpiryDate', 'Expiry'));
    if (start !== undefined && (startsAt === undefined || start > startsAt)) startsAt = start;
    if (end !== undefined && (expiresAt === undefined || end < expiresAt)) expiresAt = end;
  }
  return { startsAt, expiresAt, transactions: transactionsOf(child(policy, 'NumberOfTransactions')) };
}

function transactionsOf(element: XmlElement | undefined): number | undefined {
  const text = textOf(element);
  if (text === undefined) return undefined;
  const transactions = wholeNumber(text);
  if (transactions < 1 || transactions > MAX_USES) throw new RecordRefused('bad-number', repeated(text));
  return transactions;
}

/** Reads date elements; the dates of a batch of tokens are mostly the same. */
export class DateReader {
  readonly #known = new Map<string, Date>();

  /** @throws RecordRefused `bad-date` */
  read(element: XmlElement | undefined): Date | undefined {
    const text = textOf(element);
    if (text === undefined) return undefined;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const date = parseDate(text);
    if (date === undefined) throw new RecordRefused('bad-date', repeated(text));
    if (this.#known.size < REMEMBERED_DATES) this.#known.set(detach(text), date);
    return date;
  }
}

/** A policy that is not understood forbids the use of its key (RFC 6030 section 5). */
function checkUnderstood(policy: XmlElement): void {
  for (const { name, children, attributes } of policy.children) {
    if (!UNDERSTOOD.has(name)) throw new RecordRefused('policy-not-understood', named(name));
    if (name !== 'PINPolicy') continue;
    const unknown = children[0]?.name ?? attributes.find((attribute) => !UNDERSTOOD_PIN_POLICY.has(attribute.name))?.name;
    if (unknown !== undefined) throw new RecordRefused('policy-not-understood', named(unknown));
  }
}

/** `KeyUsage` elements, or attributes such as `OTP="true"` of the drafts' `Usage`; neither means no restriction. */
function checkUsage(key: XmlElement, policy: XmlElement | undefined): void {
  const usages: string[] = [];
  for (const element of policy?.children ?? []) {
    const usage = element.name === 'KeyUsage' ? textOf(element) : undefined;
    if (usage !== undefined) usages.push(usage.toUpperCase());
  }
  const draft = child(key, 'Usage');
  for (const usage of draft === undefined ? [] : DRAFT_USAGES) {
    if (['true', '1'].includes(attribute(draft, usage.toLowerCase())?.toLowerCase() ?? '')) usages.push(usage);
  }
  if (usages.length > 0 && !usages.some((usage) => USABLE.has(usage))) throw new RecordRefused('key-usage-not-allowed', repeated(usages.join(' ')));
}

/** Warnings for a token whose time is over or has not come. */
export function dateWarnings(startsAt: Date | undefined, expiresAt: Date | undefined, now: Date | undefined): TokenWarning[] {
  const warnings: TokenWarning[] = [];
  if (now !== undefined && expiresAt !== undefined && expiresAt <= now) warnings.push('expired');
  if (now !== undefined && startsAt !== undefined && startsAt > now) warnings.push('not-yet-valid');
  return warnings;
}
