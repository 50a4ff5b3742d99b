import type { TraceStep, TraceVerdict } from '@countersign/contracts';

/** Rules noted of one sign-in, and characters of what each looked at: a trace must never cost the record. */
const MOST_NOTES = 16;
const LOOKED_AT_CHARACTERS = 64;

/**
 * Which rule looked at what and what it found, for the record: `step|looked at|verdict`, joined by `;`. Verdicts are
 * words of the code and what was looked at is a name, a serial number or a choice – never anything that was typed.
 */
export class SignInTrace {
  private text = '';
  private notes = 0;

  /** A back end's own words are not ours to list. */
  note(step: 'first-factor', lookedAt: string, verdict: string): void;
  note(step: TraceStep, lookedAt: string, verdict: TraceVerdict): void;
  note(step: TraceStep, lookedAt: string, verdict: string): void {
    if (this.notes >= MOST_NOTES) return;
    this.notes += 1;
    this.text += `${this.notes > 1 ? ';' : ''}${step}|${lookedAt.slice(0, LOOKED_AT_CHARACTERS).replaceAll(/[|;\p{Cc}\p{Cs}]/gu, '_')}|${verdict}`;
  }

  toString(): string {
    return this.text;
  }
}
