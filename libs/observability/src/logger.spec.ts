import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLogger, isSecretName, nestLogger, redact, safeError } from './index.ts';

const CANARY = 'c4n4ry-7Q';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  write(createLogger({ service: 'auth', replica: 'a', level: 'trace', destination }));
  return lines.join('');
}
const line = (write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> =>
  JSON.parse(logged(write)) as Record<string, unknown>;

const secretNames = [
  'password', 'passwordHash', 'user_password', 'PASSWORD', 'sharedSecret', 'seed', 'sealed_seed', 'pin', 'newPin', 'passcode', 'tokencode',
  'key', 'apiKey', 'api_key', 'x-api-key', 'KEK_KEYS', 'authorization', 'Authorization', 'cookie', 'set-cookie', 'credentials',
  'sealedCredentials', 'state', 'code', 'code1', 'otpauth', 'parameters', 'detail', 'token',
];

test.each(secretNames)('a field named %s is not shown', (name) => {
  expect(isSecretName(name)).toBe(true);
  expect(logged((logger) => logger.info({ [name]: CANARY, deep: [{ [name]: { inside: CANARY } }] }))).not.toContain(CANARY);
  expect(logged((logger) => logger.child({ [name]: CANARY }).info('child'))).not.toContain(CANARY);
});

test.each(['requestKey', 'statusCode', 'resultCode', 'service', 'spinning', 'monkey', 'reason', 'statement', 'radius'])(
  'a field named %s is shown', (name) => {
    expect(isSecretName(name)).toBe(false);
    expect(logged((logger) => logger.info({ [name]: CANARY }))).toContain(CANARY);
  });

test('wherever a secret field is, at whatever depth and beside whatever: its value is never written', () => {
  const anywhere = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      fc.dictionary(fc.constantFrom(...secretNames), fc.constant({ nested: CANARY, text: CANARY }), { minKeys: 1 }),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.string().filter((name) => name !== '__proto__'), tie('node'), { maxKeys: 3 }),
      fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(undefined), fc.bigInt(), fc.uint8Array()),
    ),
  })).node;
  fc.assert(fc.property(anywhere, (value) => {
    const text = logged((logger) => logger.info({ value }, 'something'));
    expect(text).not.toContain(CANARY);
    expect(JSON.parse(text)).toMatchObject({ msg: 'something', service: 'auth' });
  }));
});

test('bytes, circles, getters that throw and deep values do no harm', () => {
  const circle: Record<string, unknown> = { bytes: Buffer.from(CANARY) };
  circle['self'] = circle;
  Object.defineProperty(circle, 'bad', { enumerable: true, get: () => { throw new Error(CANARY); } });
  expect(redact(circle)).toEqual({ bytes: `[${CANARY.length} bytes]`, self: '[circular]', bad: '[unreadable]' });
  let deep: unknown = CANARY;
  for (let depth = 0; depth < 50; depth += 1) deep = { deep };
  expect(JSON.stringify(redact(deep))).not.toContain(CANARY);
});

test('credentials leave URLs, in fields, in errors and in the message itself', () => {
  const url = `postgres://auth:${CANARY}@db.example:5432/countersign`;
  expect(logged((logger) => logger.info({ url }, `connecting to ${url}`))).not.toContain(CANARY);
  expect(logged((logger) => logger.error(new Error(`no answer from ${url}`)))).not.toContain(CANARY);
  expect(redact({ url })).toEqual({ url: 'postgres://[redacted]@db.example:5432/countersign' });
});

describe('errors', () => {
  const databaseError = Object.assign(new Error(`invalid input syntax for type uuid: "${CANARY}"`), {
    code: '22P02', detail: CANARY, where: CANARY, query: `SELECT '${CANARY}'`, parameters: [CANARY], driverError: { detail: CANARY },
  });

  test.each<[string, (logger: ReturnType<typeof createLogger>, error: Error) => void]>([
    ['as the only argument', (logger, error) => logger.error(error)],
    ['with a message', (logger, error) => logger.error(error, 'it failed')],
    ['as err', (logger, error) => logger.error({ err: error })],
    ['in another field', (logger, error) => logger.error({ failure: { error } }, 'it failed')],
    ['as a cause', (logger, error) => logger.error({ err: new Error('outer', { cause: error }) })],
  ])('of the database say their code and no value: %s', (_, write) => {
    const text = logged((logger) => write(logger, databaseError));
    expect(text).not.toContain(CANARY);
    expect(text).toContain('22P02');
  });

  test('of what is too long for the database do not quote it', () => {
    const text = logged((logger) => logger.error(Object.assign(new Error(`word is too long in tsquery: "${CANARY}"`), { code: '54000' })));
    expect(text).not.toContain(CANARY);
    expect(text).toContain('54000');
  });

  test('of JSON.parse and URL do not quote their input', () => {
    const thrown = (work: () => unknown): Error => {
      try {
        work();
      } catch (error) {
        return error as Error;
      }
      throw new Error('nothing was thrown');
    };
    for (const error of [thrown(() => JSON.parse(`{"a": ${CANARY}`)), thrown(() => new URL(`//${CANARY}`))]) {
      expect(logged((logger) => logger.error(error))).not.toContain(CANARY);
    }
  });

  test('keep type, message, code and call sites', () => {
    expect(line((logger) => logger.error(Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED' })))).toMatchObject({
      level: 'error', msg: 'refused', err: { type: 'TypeError', message: 'refused', code: 'ECONNREFUSED', stack: expect.stringContaining('    at ') },
    });
  });

  test('that are none are said to be none', () => {
    expect(safeError(CANARY)).toEqual({ type: 'string', message: 'something was thrown that is no error' });
  });
});

test("Nest's messages come as lines of the same log", () => {
  expect(line((logger) => nestLogger(logger).error('it failed', undefined, 'Injector'))).toMatchObject({ level: 'error', msg: 'it failed', nest: 'Injector' });
  expect(logged((logger) => nestLogger(logger).error(new Error('bad'), 'Injector'))).toContain('"message":"bad"');
});
