import { type AuditEntry, outcomeOfSignIn, type ResultCode } from '@countersign/contracts';

export interface Slot {
  /** Unix milliseconds. */
  readonly from: number;
  readonly accepted: number;
  readonly refused: number;
}

const MINUTE_MS = 60_000;
export const SLOT_MINUTES = 5;
const SLOTS = 12;

/** What a report by minutes counted, with the minutes in which nobody signed in. @param begin of the first, as `end` in Unix milliseconds */
export function everyMinute(
  rows: readonly { readonly from: string; readonly accepted: number; readonly challenged: number; readonly refused: number }[], begin: number, end: number,
): readonly (Slot & { readonly challenged: number })[] {
  const counted = new Map(rows.map((row) => [Date.parse(row.from), row]));
  return Array.from({ length: Math.ceil((end - begin) / MINUTE_MS) }, (_, index) => {
    const from = begin + index * MINUTE_MS;
    const { accepted = 0, challenged = 0, refused = 0 } = counted.get(from) ?? {};
    return { from, accepted, challenged, refused };
  });
}

/** Counts decided sign-ins of the hour before `now` in slots of five minutes, the oldest first, and refusals by cause, most first. */
export function countSignIns(entries: readonly AuditEntry[], now: number): { readonly slots: readonly Slot[]; readonly causes: readonly (readonly [ResultCode, number])[] } {
  const slotMs = SLOT_MINUTES * MINUTE_MS;
  const last = Math.floor(now / slotMs) * slotMs;
  const slots = Array.from({ length: SLOTS }, (_, index) => ({ from: last - (SLOTS - 1 - index) * slotMs, accepted: 0, refused: 0 }));
  const causes = new Map<ResultCode, number>();
  for (const { event: { at, result } } of entries) {
    const slot = slots.find(({ from }) => Date.parse(at) >= from && Date.parse(at) < from + slotMs);
    if (slot === undefined || outcomeOfSignIn(result) === 'challenged') continue;
    if (outcomeOfSignIn(result) === 'accepted') slot.accepted += 1;
    else {
      slot.refused += 1;
      causes.set(result, (causes.get(result) ?? 0) + 1);
    }
  }
  return { slots, causes: [...causes].toSorted(([, one], [, other]) => other - one) };
}
