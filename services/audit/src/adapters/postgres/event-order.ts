import type { AuditPage } from '@countersign/contracts';
import type { Conditions } from './filter-conditions.ts';

/** Where an event stands: by when it happened (the database's own text) and by when it arrived. */
export interface Position {
  readonly at: string;
  readonly sequence: string | number;
}

/** In which order a page is read, and what in it lies before or beyond a position. */
export class EventOrder {
  /** By when they happened; otherwise by when they arrived. */
  readonly byTime: boolean;
  private readonly columns: readonly (keyof Position)[];
  private readonly newestFirst: boolean;

  constructor({ after, order }: Pick<AuditPage, 'after' | 'order'>) {
    this.newestFirst = after === undefined;
    this.byTime = order === 'time' || this.newestFirst;
    this.columns = this.byTime ? ['at', 'sequence'] : ['sequence'];
  }

  get sql(): string {
    return `ORDER BY ${this.columns.map((column) => `${column} ${this.newestFirst ? 'DESC' : 'ASC'}`).join(', ')}`;
  }

  /** Only what comes after a position. */
  beyond(conditions: Conditions, position: Position): void {
    this.compare(conditions, this.newestFirst ? '<' : '>', position);
  }

  /** Only what comes before a position, and what stands there. */
  upTo(conditions: Conditions, position: Position): void {
    this.compare(conditions, this.newestFirst ? '>=' : '<=', position);
  }

  private compare(conditions: Conditions, comparison: string, position: Position): void {
    const places = this.columns.map((column) => conditions.place(position[column]));
    conditions.addSql(`(${this.columns.join(', ')}) ${comparison} (${places.join(', ')})`);
  }
}
