import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CSV_RECORD_CHARACTERS, CsvRecords, delimiterOfLine, guessUserColumns, isSecretColumn, userFields } from './index.ts';

/** The records of a text that comes in pieces of this length. */
function recordsOf(text: string, pieces = text.length || 1, records = new CsvRecords()): (readonly [number, readonly string[] | null])[] {
  const found = [];
  for (let from = 0; from < text.length; from += pieces) found.push(...records.push(text.slice(from, from + pieces)));
  return [...found, ...records.end()].map(({ line, cells }) => [line, cells] as const);
}

describe('records', () => {
  test('have cells, quoted ones too, over several lines', () => {
    expect(recordsOf('a,b\r\n "x, ""y""" , two\n\n"three\r\nlines\rin all",z\rlast')).toEqual([
      [1, ['a', 'b']], [2, ['x, "y"', 'two']], [4, ['three\r\nlines\rin all', 'z']], [7, ['last']],
    ]);
  });

  test('are separated by what the first line is separated by', () => {
    expect(recordsOf('a;b,c;d\n1;2,3;4')).toEqual([[1, ['a', 'b,c', 'd']], [2, ['1', '2,3', '4']]]);
    expect(delimiterOfLine('"a,b,c"\td')).toBe('\t');
    expect(recordsOf('a;b\n1,2', 3, new CsvRecords(','))).toEqual([[1, ['a;b']], [2, ['1', '2']]]);
  });

  test('that make no sense cost one line each', () => {
    expect(recordsOf('a,b\n19" wide,1\n"x" y,1\n"open,2\nc,d\n')).toEqual([[1, ['a', 'b']], [2, ['19" wide', '1']], [3, null], [4, null], [5, ['c', 'd']]]);
    const long = 'x'.repeat(CSV_RECORD_CHARACTERS + 1);
    expect(recordsOf(`a\n${long}\nb\n"${long}\nc`, 1000)).toEqual([[1, ['a']], [2, null], [3, ['b']], [4, null], [5, ['c']]]);
  });

  test('are the same in whatever pieces the text comes', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '令', ',', ';', '"', '\r', '\n', '\r\n', ' ', '""'), { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, fc.integer({ min: 1, max: 7 }), (written, pieces) => {
      expect(recordsOf(written, pieces, new CsvRecords(','))).toEqual(recordsOf(written, undefined, new CsvRecords(',')));
    }), { numRuns: 500 });
  });

  test('what a spreadsheet writes is read back', () => {
    const table = fc.array(fc.array(fc.string({ maxLength: 12, unit: 'grapheme' }).map((cell) => cell.trim()), { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(fc.property(table, (rows) => {
      const text = rows.map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`).join('');
      expect(recordsOf(text, 5).map(([, cells]) => cells)).toEqual(rows);
    }));
  });
});

test('columns are known by their names in English and Chinese', () => {
  expect(guessUserColumns(['Login name', 'Display_Name', 'E-mail', 'Room', 'EMAIL'])).toEqual({ login: 'Login name', displayName: 'Display_Name', email: 'E-mail' });
  expect(guessUserColumns(['账号', '姓名', '手机号码', '部门', '启用'])).toEqual({ login: '账号', displayName: '姓名', mobile: '手机号码', group: '部门', enabled: '启用' });
  expect(guessUserColumns(['Full Name', 'User Name [Required]', 'Email Address [Required]', 'Group [x] of'])).toEqual({ displayName: 'Full Name', login: 'User Name [Required]', email: 'Email Address [Required]' });
  expect(guessUserColumns([...userFields])).toEqual(Object.fromEntries(userFields.map((field) => [field, field])));
});

test.each(['PIN', 'User PIN', 'PIN (4 digits)', 'initialPin', 'Token-PIN', '用户PIN', 'PIN码', 'pincode', 'user_pwd', 'PW', 'Passwort', 'Initialkennwort', 'Secret Key', '口令'])('%s is the name of a column of secrets', (name) => {
  expect(isSecretColumn(name)).toBe(true);
});

test.each(['Shipping', 'Opinion', 'Spin', 'pinboard', 'Passport no.', 'Compass', 'pwdays', 'Login', '部门', ''])('%j is not', (name) => {
  expect(isSecretColumn(name)).toBe(false);
});
