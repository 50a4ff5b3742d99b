import type { ClientBase } from 'pg';
import type { AuditEvent } from '@countersign/contracts';
import { Fingerprints } from './fingerprints.ts';
import { monthOf } from './partitions.ts';

/**
 * Names that are remembered as written, twice: those of late and those before; 8 MB each, as soon as they are needed. A
 * user with a token has two. A forgotten one is written again, which changes nothing and takes as long as a new one.
 */
const REMEMBERED = 500_000;

const INSERT = `
  INSERT INTO audit.name (month, kind, name)
  SELECT DISTINCT $1::date, kind, lower(name) FROM unnest($2::text[], $3::text[]) AS found (kind, name)
  ON CONFLICT DO NOTHING`;

/** The names that stand in events, for searching by their words. */
export class Names {
  private late = new Fingerprints(1);
  private before: Fingerprints | undefined;
  private month = '';

  constructor(private readonly remembered = REMEMBERED) {}

  /** Writes those that this writer has not written this month. @returns them, to be remembered after the commit */
  async add(client: ClientBase, recordedAt: number, events: readonly AuditEvent[]): Promise<readonly string[]> {
    const month = new Date(monthOf(recordedAt)).toISOString().slice(0, 10);
    if (month !== this.month) [this.month, this.late, this.before] = [month, new Fingerprints(this.remembered), undefined];
    const found = new Map<string, readonly [kind: string, name: string]>();
    for (const event of events) {
      for (const [kind, name] of namesOf(event)) {
        const key = `${kind} ${name}`;
        if (name && !this.isWritten(key)) found.set(key, [kind, name]);
      }
    }
    const missing = [...found.values()];
    if (missing.length > 0) await client.query({ name: 'add-names', text: INSERT, values: [month, missing.map(([kind]) => kind), missing.map(([, name]) => name)] });
    return [...found.keys()];
  }

  remember(keys: readonly string[]): void {
    for (const key of keys) {
      if (this.late.size >= this.late.capacity) [this.before, this.late] = [this.late, new Fingerprints(this.remembered)];
      this.late.add(key);
    }
  }

  private isWritten(key: string): boolean {
    if (this.late.has(key)) return true;
    if (this.before?.has(key) !== true) return false;
    this.remember([key]);
    return true;
  }
}

const namesOf = ({ user, agentHost, host, object }: AuditEvent): (readonly [string, string | undefined])[] =>
  [['user', user?.login], ['agent-host', agentHost?.name], ['host', host ?? undefined], ['object', object?.label]];
