import { describe, expect, test } from '@jest/globals';
import { UsageError, readBenchOptions, readServeOptions } from './options.ts';

const known = ['radius-totp', 'import'];

describe('options of a benchmark', () => {
  test('nothing given: everything, both ways, all peers', () => {
    expect(readBenchOptions([], '/checkout', known)).toMatchObject({
      scenarios: known, ways: ['distributed', 'standalone'], peers: ['same-work', 'no-record', 'no-protection'], seconds: 8, rounds: 2,
      dataDir: '/checkout/data/bench', outputDir: '/checkout/data/bench-results', profileDir: undefined,
    });
  });

  test('a scenario that runs only when it is named', () => {
    expect(readBenchOptions([], '/checkout', known, ['console']).scenarios).toEqual(known);
    expect(readBenchOptions(['console'], '/checkout', known, ['console']).scenarios).toEqual(['console']);
  });

  test('the quick run', () => {
    expect(readBenchOptions(['radius-totp', '--peer', 'none', '--seconds', '3'], '/checkout', known))
      .toMatchObject({ scenarios: ['radius-totp'], peers: [], seconds: 3, rounds: 1 });
  });

  test.each([
    [['radius-otp'], 'there is no scenario "radius-otp"'],
    [['--seconds', '0'], '--seconds is a number from 1 to 15'],
    [['--seconds', '30'], '--seconds is a number from 1 to 15'],
    [['--peer', 'freeradius'], '--peer is one of'],
    [['--colour'], 'colour'],
  ])('%j is refused', (args, message) => {
    const read = (): unknown => readBenchOptions(args, '/', known);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });
});

describe('options of serve', () => {
  test('users are needed; distributed is the way unless said otherwise', () => {
    expect(readServeOptions(['--users', 'u.txt'], '/home')).toMatchObject({ way: 'distributed', usersFile: '/home/u.txt', databaseUrl: undefined });
    expect(() => readServeOptions(['--way', 'standalone'], '/')).toThrow('serve needs --users FILE');
    expect(() => readServeOptions(['--users', 'u', '--way', 'both'], '/')).toThrow('--way is one of distributed, standalone');
  });
});
