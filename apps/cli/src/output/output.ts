import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type Language, say, type Text } from './language.ts';
import { printable, printableJson } from './printable.ts';
import { type Column, record, Table } from './table.ts';

export type Terminal = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** One line of a record: its name and its value. */
export type Field = readonly [name: Text, value: string];

/** Prints what a command gives: JSON for programs when they ask for it, otherwise text for people in their language. */
export class Output {
  constructor(
    private readonly stdout: Terminal,
    private readonly stderr: Writable,
    readonly json: boolean,
    readonly language: Language,
  ) {}

  /** One record: a line of JSON, or lines of name and value. */
  async record(value: unknown, fields: readonly Field[]): Promise<void> {
    await this.value(value, record(fields.map(([name, text]) => [say(name, this.language), text])));
  }

  /** What was done, where the server has no more to say. */
  async done(value: unknown, text: Text): Promise<void> {
    await this.value(value, `${printable(say(text, this.language))}\n`);
  }

  /** One value: a line of JSON, or the text as it is. */
  async value(value: unknown, text: string): Promise<void> {
    await this.text(this.json ? `${printableJson(value)}\n` : text);
  }

  /** A list that comes page by page: a JSON array with one item a line, or a table. `empty` is said when nothing came. */
  async list<Item>(pages: AsyncIterable<readonly Item[]>, columns: readonly Column<Item>[], empty: Text): Promise<void> {
    const table = this.table(columns);
    let count = 0;
    for await (const page of pages) {
      if (page.length === 0) continue;
      if (this.json) await this.text(page.map((item, index) => `${count + index === 0 ? '[' : ',\n'}${printableJson(item)}`).join(''));
      else await this.text(table.lines(page));
      count += page.length;
    }
    if (this.json) await this.text(count === 0 ? '[]\n' : ']\n');
    else if (count === 0) this.note(empty);
  }

  /** A table in the language of the output, as wide as the terminal that it goes to. */
  table<Item>(columns: readonly Column<Item>[]): Table<Item> {
    const titled = columns.map((column) => ({ ...column, title: say(column.title, this.language) }));
    return new Table(titled, this.stdout.isTTY === true ? this.stdout.columns : undefined);
  }

  /** Waits when the reader is slower than we are. */
  async text(text: string): Promise<void> {
    if (!this.stdout.write(text)) await once(this.stdout, 'drain');
  }

  /** For the person, not part of the result: goes to standard error. */
  note(text: Text): void {
    this.stderr.write(`${printable(say(text, this.language))}\n`);
  }
}
