import { describe, expect, test } from '@jest/globals';
import { tokenSampleOf } from './token-sample.ts';

const SEED = '07'.repeat(20);
const sampleOf = (text: string) => tokenSampleOf(Buffer.from(text));

describe('the beginning of a table of tokens', () => {
  test.each([
    [',', `Serial,Secret\nA1,${SEED}\n`], [';', `sep=;\nSerial;Secret\nA1;${SEED}\n`], ['\t', `Serial\tSecret\nA1\t${SEED}\n`], ['|', `Serial|Secret\nA1|${SEED}\n`],
  ])('cells between "%s", seeds cut short', (delimiter, text) => {
    expect(sampleOf(text)).toEqual({ delimiter, records: [['Serial', 'Secret'], ['A1', '0707…']] });
  });

  test('two columns with blanks between them', () => {
    expect(sampleOf(`# tokens\n0001  ${SEED}\n`)).toEqual({ delimiter: ' ', records: [['0001', '0707…']] });
  });

  test.each(['<KeyContainer/>', 'otpauth://totp/a?secret=A,B', '{"version":1,"entries":[]}', 'Dear Sir or Madam', ''])('no table: %s', (text) => {
    expect(sampleOf(text)).toBeUndefined();
  });
});
