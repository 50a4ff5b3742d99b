import type { AuditFilter } from '@countersign/contracts';

/** A WHERE clause under construction: conditions and the values that they name by place. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  add(condition: (place: string) => string, value: unknown): this {
    this.parts.push(condition(this.place(value)));
    return this;
  }

  /** A condition whose values are in place. */
  addSql(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  /** Puts a value in place and returns how SQL names it. */
  place(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** `true` where there is no condition. */
  get sql(): string {
    return this.parts.length > 0 ? this.parts.join(' AND ') : 'true';
  }
}

/** An event may be recorded long after it happened, and before it only as far as clocks differ. */
const RECORDED_EARLIER = `interval '1 day'`;

type Condition = (place: string) => string;
const columns: Readonly<Record<Exclude<keyof AuditFilter, 'text'>, Condition>> = {
  from: (place) => `at >= ${place} AND recorded_at >= ${place}::timestamptz - ${RECORDED_EARLIER}`,
  to: (place) => `at < ${place}`,
  kind: (place) => `kind = ${place}`,
  user: (place) => `login = lower(${place})`,
  agentHost: (place) => `agent_host = lower(${place})`,
  host: (place) => `host = lower(${place})`,
  object: (place) => `object = lower(${place})`,
  result: (place) => `result = ${place}`,
  site: (place) => `site = ${place}`,
  sites: (place) => `site = ANY (${place}::uuid[])`,
  requestKey: (place) => `request_key = ${place}`,
};

/** ISO 8601 has a year 0 and PostgreSQL has none; of neither is anything on record. */
export const instantOf = (text: string): string => (text.startsWith('0000-') ? '0001-01-01T00:00:00Z' : text);

/** Everything but the text search. */
export function conditionsOf({ from, to, ...named }: AuditFilter): Conditions {
  const filter: AuditFilter = { ...named, from: from && instantOf(from), to: to && instantOf(to) };
  const given = new Map(Object.entries(filter).filter(([, value]) => value !== undefined));
  const conditions = new Conditions();
  for (const [key, condition] of Object.entries(columns)) if (given.has(key)) conditions.add(condition, given.get(key));
  return conditions;
}
