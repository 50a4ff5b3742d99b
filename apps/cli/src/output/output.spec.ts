import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PassThrough } from 'node:stream';
import { localTime } from './instant.ts';
import { languageOf } from './language.ts';
import { Output, type Terminal } from './output.ts';
import { printable, printableJson } from './printable.ts';
import { record, Table } from './table.ts';
import { cut, pad, textWidth } from './text-width.ts';

describe('text on a terminal', () => {
  it.each([
    ['abc', 3], ['张三', 4], ['ｆｕｌｌ', 8], ['é', 1], ['e\u0301', 1], ['🔑', 2], ['한글', 4], ['カナ', 4], ['', 0],
  ])('%s takes %i cells', (text, width) => { expect(textWidth(text)).toBe(width); });

  it('pads and cuts by cells, not by characters', () => {
    expect(pad('张三', 6)).toBe('张三  ');
    expect(pad('张三', 6, 'right')).toBe('  张三');
    expect(cut('张三李四', 8)).toBe('张三李四');
    expect(cut('张三李四', 7)).toBe('张三李…');
    expect(cut('张三李四', 6)).toBe('张三…');
  });

  it('never cuts to more than was asked for', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
      expect(textWidth(cut(text, width))).toBeLessThanOrEqual(width);
    }));
  });

  it.each(['\u001B[2J', '\u009B2J', '\r', '\n', '\u0000', '\u202Egnp', '\u2066', '\u200B', '\uD800', '\u2028', '\u{E0041}'])('shows %j as an escape', (hostile) => {
    for (const safe of [printable(`a${hostile}`), printableJson(`a${hostile}`)]) expect(safe).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(printableJson(`a${hostile}`))).toBe(`a${hostile}`);
  });

  it('keeps what people write', () => {
    expect(printable('Zoë 张三 👩‍💻 “quoted”')).toBe('Zoë 张三 👩‍💻 “quoted”');
  });
});

interface Row {
  readonly login: string;
  readonly name: string;
}

describe('tables', () => {
  const columns = [{ title: 'Login', text: ({ login }: Row) => login }, { title: '姓名', text: ({ name }: Row) => name }] as const;

  it('align wide characters, and show "-" for nothing', () => {
    const lines = new Table(columns).lines([{ login: '张三', name: 'x' }, { login: 'alice-b', name: '' }]);
    expect(lines).toBe('Login    姓名\n张三     x\nalice-b  -\n');
  });

  it('fit the terminal by cutting the widest column', () => {
    const rows = [{ login: 'alice', name: '很长很长很长很长很长的名字' }];
    const lines = new Table(columns, 20).lines(rows).split('\n');
    expect(lines).toEqual(['Login  姓名', 'alice  很长很长很长…', '']);
    for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(20);
    expect(new Table(columns).lines(rows)).toContain('很长很长很长很长很长的名字');
  });

  it('keep the widths of the first page', () => {
    const table = new Table(columns);
    table.lines([{ login: 'bob', name: 'B' }]);
    expect(table.lines([{ login: 'a-much-longer-login', name: 'A' }])).toBe('a-much-longer-login  A\n');
  });

  it('records align names of both languages', () => {
    expect(record([['登录名', 'alice'], ['ID', '1\n2']])).toBe('登录名  alice\nID      1\\u{a}2\n');
  });
});

describe('output', () => {
  async function* pages(...list: readonly (readonly Row[])[]): AsyncGenerator<readonly Row[]> {
    yield* list;
  }
  const columns = [{ title: ['Login', '登录名'] as const, text: ({ login }: Row) => login }];
  const printedBy = async (json: boolean, language: 'en' | 'zh', act: (output: Output) => Promise<void>): Promise<readonly [string, string]> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()] as const;
    await act(new Output(stdout, stderr, json, language));
    return [String(stdout.read() ?? ''), String(stderr.read() ?? '')];
  };

  it('prints a list of several pages as one JSON array with an item a line', async () => {
    const rows: readonly Row[] = [{ login: 'a', name: '' }, { login: 'b', name: '' }, { login: 'c', name: '' }];
    const [stdout] = await printedBy(true, 'en', (output) => output.list(pages(rows.slice(0, 2), [], rows.slice(2)), columns, 'none'));
    expect(JSON.parse(stdout)).toEqual(rows);
    expect(stdout.split('\n')).toHaveLength(4);
    expect(await printedBy(true, 'en', (output) => output.list(pages([]), columns, 'none'))).toEqual(['[]\n', '']);
  });

  it('says in the language of the person that a list is empty, beside the result', async () => {
    expect(await printedBy(false, 'zh', (output) => output.list(pages(), columns, ['No users.', '没有用户。']))).toEqual(['', '没有用户。\n']);
    expect((await printedBy(false, 'zh', (output) => output.list(pages([{ login: 'a', name: '' }]), columns, ''))).at(0)).toBe('登录名\na\n');
  });

  it('cuts tables on a terminal only', () => {
    const terminal: Terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 10 });
    const line = { login: 'a-very-long-login', name: '' };
    expect(new Output(terminal, terminal, false, 'en').table(columns).lines([line])).toBe('Login\na-very-lo…\n');
    expect(new Output(new PassThrough(), terminal, false, 'en').table(columns).lines([line])).toContain('a-very-long-login');
  });

  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'], [{ LANG: 'zh' }, 'zh'], [{ LANG: 'en_US.UTF-8' }, 'en'], [{}, 'en'], [{ LC_ALL: 'C', LANG: 'zh_CN' }, 'en'],
    [{ LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'C' }, 'zh'], [{ LANG: 'zha_CN' }, 'en'],
  ])('speaks the language of %j', (environment, language) => { expect(languageOf(environment)).toBe(language); });

  it('shows times of this computer, with the offset', () => {
    expect(localTime(null)).toBe('');
    expect(localTime('2026-06-01T12:00:00.000Z')).toMatch(/^2026-0[56]-\d\d \d\d:\d\d:00 [+-]\d\d:\d\d$/);
    expect(new Date(localTime('2026-06-01T12:00:00.000Z')).toISOString()).toBe('2026-06-01T12:00:00.000Z');
  });
});
