import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';

const FOLDER = '/srv/countersign';
function read(args: string[], environment: Record<string, string> = {}) {
  const { tuning: _, ...settings } = readConfig(args, environment, FOLDER);
  return settings;
}

describe('the settings', () => {
  test('are safe and complete when nothing is said', () => {
    expect(read([])).toEqual({
      dataDir: path.join(FOLDER, 'data'), demo: false, databaseUrl: undefined,
      http: { host: '127.0.0.1', port: 8080 }, radius: { host: '0.0.0.0', port: 1812 }, accounting: { host: '0.0.0.0', port: 1813 },
    });
  });

  test('come from flags and from variables; a flag wins', () => {
    const variables = {
      COUNTERSIGN_DATA: '/var/lib/a', COUNTERSIGN_HTTP: '[::1]:9000', COUNTERSIGN_RADIUS: '[::]:2812', COUNTERSIGN_ACCOUNTING: 'localhost:0',
      COUNTERSIGN_DATABASE_URL: 'postgres://somebody@db/countersign', COUNTERSIGN_DEMO: 'yes',
    };
    const fromVariables = {
      dataDir: '/var/lib/a', http: { host: '::1', port: 9000 }, radius: { host: '::', port: 2812 }, accounting: { host: 'localhost', port: 0 },
      databaseUrl: 'postgres://somebody@db/countersign', demo: true,
    };
    expect(read([], variables)).toEqual(fromVariables);
    expect(read(['--data', 'b', '--http=0.0.0.0:80', '--radius', '192.0.2.1:1645'], variables)).toEqual({
      ...fromVariables, dataDir: path.join(FOLDER, 'b'), http: { host: '0.0.0.0', port: 80 }, radius: { host: '192.0.2.1', port: 1645 },
    });
    expect(read([], { COUNTERSIGN_HTTP: '', COUNTERSIGN_DEMO: 'no' })).toEqual(read([]));
  });

  test('stand beside variables of the command line, the tests and the PostgreSQL launcher', () => {
    expect(read([], { COUNTERSIGN_URL: 'http://x', COUNTERSIGN_API_KEY_FILE: 'k', COUNTERSIGN_POSTGRES_AS: 'user', COUNTERSIGN_TEST_NATS_URL: 'x' })).toEqual(read([]));
  });

  test('the rules of a sign-in and the limits of the services are set as where each runs on its own', () => {
    const tuning = readConfig([], { COUNTERSIGN_GUESS_LIMIT: '30', COUNTERSIGN_PIN_MAXIMUM: '12', COUNTERSIGN_REJECT_DELAY: '500', COUNTERSIGN_RETENTION_MONTHS: '24', COUNTERSIGN_TLS_KEY_FILE: 'k.pem', COUNTERSIGN_TOKENS_PER_USER: '5' }, FOLDER).tuning;
    expect(tuning).toMatchObject({ rules: { guessLimit: 30, pin: { minimum: 4, maximum: 12 } }, gateway: { rejectDelayMs: 500 }, retention: { months: 24, drop: false }, admin: { COUNTERSIGN_TLS_KEY_FILE: 'k.pem', COUNTERSIGN_TOKENS_PER_USER: 5 } });
    expect(tuning?.rules.texts.newPin).toBe('Enter a new PIN having from {minimum} to {maximum} digits:');
  });

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['a rule out of bounds', [], { COUNTERSIGN_GUESS_LIMIT: '0' }, /COUNTERSIGN_GUESS_LIMIT is not a whole number from 1 to 10000/],
    ['rules that contradict each other', [], { COUNTERSIGN_PIN_MINIMUM: '9' }, /COUNTERSIGN_PIN_MINIMUM is above COUNTERSIGN_PIN_MAXIMUM/],
    ['an unknown flag', ['--dat', 'x'], {}, /--dat is unknown.*--data, --http/],
    ['an unknown short flag', ['-x'], {}, /-x is unknown/],
    ['an unknown variable', [], { COUNTERSIGN_HTPP: '127.0.0.1:1' }, /COUNTERSIGN_HTPP is unknown.*COUNTERSIGN_HTTP/],
    ['a word that is no flag', ['demo'], {}, /"demo" is not a flag/],
    ['a flag without its value', ['--data'], {}, /--data needs a value/],
    ['a flag with an empty value', ['--http='], {}, /--http needs a value/],
    ['a value for a switch', ['--demo=no'], {}, /--demo takes no value/],
    ['an address without a port', ['--radius', '127.0.0.1'], {}, /^--radius is HOST:PORT/],
    ['a port that no packet can have', ['--radius', '127.0.0.1:65536'], {}, /^--radius is HOST:PORT/],
    ['a bad address in a variable', [], { COUNTERSIGN_ACCOUNTING: '::1:1813' }, /^COUNTERSIGN_ACCOUNTING is HOST:PORT/],
    ['a database that is no PostgreSQL', ['--database-url', 'mysql://u:hush@h/d'], {}, /^--database-url has the form postgres:/],
    ['a database twice', ['--database-url-file', 'u'], { COUNTERSIGN_DATABASE_URL: 'postgres://u:hush@h/d' }, /^COUNTERSIGN_DATABASE_URL and --database-url-file say the same/],
    ['a database\'s file that is not there', [], { COUNTERSIGN_DATABASE_URL_FILE: 'nowhere' }, /^COUNTERSIGN_DATABASE_URL_FILE: \/srv\/countersign\/nowhere cannot be read/],
    ['a demonstration over HTTPS', ['--demo'], { COUNTERSIGN_TLS_CERTIFICATE_FILE: 'c.pem', COUNTERSIGN_TLS_KEY_FILE: 'k.pem' }, /^The demonstration .* goes without HTTPS/],
    ['a switch that is neither on nor off', [], { COUNTERSIGN_DEMO: 'maybe' }, /^COUNTERSIGN_DEMO is yes or no/],
  ])('%s is an error that names it', (_, args, environment, message) => {
    expect(() => read(args, environment)).toThrow(ConfigError);
    expect(() => read(args, environment)).toThrow(message);
    expect(() => read(args, environment)).not.toThrow(/hush/);
  });
});
