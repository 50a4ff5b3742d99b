import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseEnd, parseInstant, parseStart } from './dates.ts';
import { readSecretFile } from './files.ts';
import { type Input, LINE_BYTES_MAXIMUM, type LineSource, readLines } from './line-source.ts';
import { askNewSecret } from './secrets.ts';
import { parseCount, parseOptionalText, parseYesNo } from './values.ts';

const code = (expected: string): unknown => expect.objectContaining({ facts: expect.objectContaining({ code: expected }) });

describe('lines of standard input', () => {
  const piped = (...chunks: readonly (string | Buffer)[]): LineSource =>
    readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { language: 'en', prompts: new PassThrough() });

  it('end at LF or CRLF, wherever the chunks are cut; the last needs no end', async () => {
    const lines = piped('fi', 'rst\r', '\nsec', 'ond\n\nlast');
    expect([await lines.next(''), await lines.next(''), await lines.next(''), await lines.next('')]).toEqual(['first', 'second', '', 'last']);
    await expect(lines.next('more')).rejects.toEqual(code('input-ended'));
  });

  it('keep characters that chunks cut in two, and spaces', async () => {
    const text = Buffer.from('  密码 \n');
    expect(await piped(text.subarray(0, 4), text.subarray(4)).next('')).toBe('  密码 ');
  });

  it('are refused when they are no text, or too long', async () => {
    await expect(piped(Buffer.of(0xff, 0x0a)).next('')).rejects.toEqual(code('input-not-utf8'));
    await expect(piped('x'.repeat(LINE_BYTES_MAXIMUM + 1)).next('')).rejects.toEqual(code('input-too-long'));
    await expect(piped(`${'x'.repeat(LINE_BYTES_MAXIMUM + 1)}\n`).next('')).rejects.toEqual(code('input-too-long'));
  });
});

describe('a person at a terminal', () => {
  let terminal: Input & PassThrough;
  let prompts: PassThrough;
  let lines: LineSource;
  let raw: boolean[];
  beforeEach(() => {
    raw = [];
    terminal = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => { raw.push(on); } });
    prompts = new PassThrough();
    lines = readLines(terminal, { language: 'zh', prompts });
  });
  afterEach(() => { lines.close(); });

  it('is asked, and what is typed is not shown: the terminal is raw', async () => {
    const answer = lines.next(['Password:', '密码：']);
    terminal.write('s3cret\r');
    expect(await answer).toBe('s3cret');
    expect(String(prompts.read())).toBe('密码： \n');
    expect(raw).toEqual([true]);
    lines.close();
    expect(raw).toEqual([true, false]);
  });

  it('may type ahead, and correct with backspace', async () => {
    const first = lines.next('1');
    terminal.write('one\rtwx\u007Fo\r');
    expect([await first, await lines.next('2')]).toEqual(['one', 'two']);
  });

  it('ends with Ctrl-C or Ctrl-D', async () => {
    const interrupted = lines.next('?');
    terminal.write('\u0003');
    await expect(interrupted).rejects.toEqual(code('interrupted'));
    const ended = lines.next('?');
    terminal.write('\u0004');
    await expect(ended).rejects.toEqual(code('input-ended'));
    await expect(lines.next('?')).rejects.toEqual(code('input-ended'));
  });

  it('types a new secret twice alike', async () => {
    const good = askNewSecret('pin', lines);
    terminal.write('1234\r1234\r');
    expect(await good).toBe('1234');
    const bad = askNewSecret('pin', lines);
    terminal.write('1234\r4321\r');
    await expect(bad).rejects.toEqual(code('not-alike'));
  });
});

describe('files with secrets', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'countersign-secrets-')); });
  afterEach(() => { rmSync(folder, { recursive: true }); });
  const file = (content: string | Buffer, mode = 0o600): string => {
    const name = path.join(folder, 'secret');
    writeFileSync(name, content);
    chmodSync(name, mode);
    return name;
  };
  const quiet = (): void => { throw new Error('no note was expected'); };

  it('hold one line, with or without its end', () => {
    expect(readSecretFile(file('s3cret \n'), quiet)).toBe('s3cret ');
    expect(readSecretFile(file('s3cret\r\n'), quiet)).toBe('s3cret');
    expect(readSecretFile(file('密钥'), quiet)).toBe('密钥');
  });

  it.each([['', 'secret-empty'], ['\n', 'secret-empty'], ['a\nb\n', 'secret-not-a-line'], [Buffer.of(0xff), 'secret-not-a-line']])('are refused with %j in them', (content, reason) => {
    expect(() => readSecretFile(file(content), quiet)).toThrow(code(reason));
  });

  it('that are not there are named', () => {
    expect(() => readSecretFile(path.join(folder, 'absent'), quiet)).toThrow(code('file-unreadable'));
  });

  it.each([0o640, 0o604, 0o660])('that others may read (mode %o) are noted', (mode) => {
    const notes: unknown[] = [];
    expect(readSecretFile(file('s3cret\n', mode), (note) => { notes.push(note); })).toBe('s3cret');
    expect(notes).toEqual([[expect.stringContaining(`chmod 600 ${folder}`), expect.any(String)]]);
  });
});

describe('values', () => {
  it('dates: a plain one is the first or the last moment of the day here', () => {
    expect(parseStart('2026-03-01')).toEqual({ value: new Date(2026, 2, 1).toISOString() });
    expect(parseEnd('2026-02-28')).toEqual({ value: new Date(new Date(2026, 2, 1).getTime() - 1).toISOString() });
    expect(parseEnd('2028-02-29T18:00')).toEqual({ value: new Date(2028, 1, 29, 18).toISOString() });
    expect(parseStart('2026-03-01 10:00:30+08:00')).toEqual({ value: '2026-03-01T02:00:30.000Z' });
    expect(parseStart('2026-03-01T10:00z')).toEqual({ value: '2026-03-01T10:00:00.000Z' });
    expect(parseEnd('none')).toEqual({ value: null });
  });

  it.each(['2026-02-29', '2026-13-01', '2026-00-10', '26-01-01', 'tomorrow', '2026-01-01T24:00', '2026-01-01T10:60', '2026-01-01T10:00+99:00', ''])('dates: %j is none', (text) => {
    expect(() => parseStart(text)).toThrow('must be a date');
  });

  it('filters have no "none"', () => { expect(() => parseInstant('start')('none')).toThrow('must be a date'); });

  it('yes, no, none and counts', () => {
    expect([parseYesNo('yes'), parseYesNo('no'), parseOptionalText('none'), parseOptionalText('x')]).toEqual([true, false, { value: null }, { value: 'x' }]);
    expect(parseCount(0, 10)('10')).toBe(10);
    for (const text of ['', '-1', '11', '1.5', '1e1', '0x1']) expect(() => parseCount(0, 10)(text)).toThrow('from 0 to 10');
    for (const text of ['Yes', 'true', '']) expect(() => parseYesNo(text)).toThrow('yes or no');
  });
});
