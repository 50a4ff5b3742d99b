import { type Bindings, type ChildLoggerOptions, type DestinationStream, type Level, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { redact } from './redact.ts';
import { isError, safeError } from './safe-error.ts';
import { withoutCredentials } from './without-credentials.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly service: string;
  readonly replica: string;
  readonly level: Level | 'silent';
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * A log of JSON lines. Every field that looks like a secret by its name is replaced, at any depth that is written;
 * errors keep type, message, code and call sites (see {@link redact}). Text that is put into a message is the caller's
 * responsibility, but credentials in URLs are taken out even there.
 */
export function createLogger({ service, replica, level, destination }: LoggerOptions): Logger {
  const logger = pino({
    level,
    base: { service, replica, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redactFields(fields),
    },
    // The copy made by `log` is final; pino's own serialiser would look for fields that are gone.
    serializers: { err: (error: unknown) => error },
    hooks: {
      // pino would take an error's own message for the line's; it may quote what nobody should read.
      logMethod(values, method) {
        const [first, message, ...more]: [unknown, (string | undefined)?, ...unknown[]] = values;
        const error = isError(first) ? first : errorIn(first);
        if (!error) return method.apply(this, values);
        const fields = isError(first) ? { err: first } : first;
        return method.apply(this, [fields, message ?? safeError(error).message, ...more]);
      },
      streamWrite: withoutCredentials,
    },
  }, destination ?? pino.destination({ fd: 1, sync: true }));
  // pino forgets its formatters for the fields of a child; children inherit this method.
  const child: MakeChild = Reflect.get(logger, 'child');
  const safeChild: MakeChild = function safeChild(fields, options) {
    return Reflect.apply(child, this, [redactFields(fields), options]);
  };
  Object.defineProperty(logger, 'child', { value: safeChild });
  return logger;
}

type MakeChild = (this: Logger, fields: Bindings, options?: ChildLoggerOptions) => Logger;

/** For tests, and for who wants none. */
export const silentLogger: Logger = pino({ level: 'silent' });

/** Nest's own messages, in the same log: what it says about its start is for debugging, what went wrong is not. */
export function nestLogger(logger: Logger): NestLogger {
  const tell = (level: Level) => (message: unknown, ...more: unknown[]): void => {
    const context = more.at(-1);
    const fields = { nest: typeof context === 'string' ? context : undefined };
    if (isError(message)) logger[level]({ ...fields, err: message }, 'Nest reports an error');
    else logger[level](fields, typeof message === 'string' ? message : 'a message of Nest');
  };
  return { log: tell('debug'), debug: tell('trace'), verbose: tell('trace'), warn: tell('warn'), error: tell('error'), fatal: tell('fatal') };
}

/** The shape that Nest asks of a logger. */
export type NestLogger = Readonly<Record<'log' | 'debug' | 'verbose' | 'warn' | 'error' | 'fatal', (message: unknown, ...more: unknown[]) => void>>;

function redactFields(fields: object): Record<string, unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a plain object stays one
  return redact(fields) as Record<string, unknown>;
}

function errorIn(fields: unknown): Error | undefined {
  return typeof fields === 'object' && fields !== null && 'err' in fields && isError(fields.err) ? fields.err : undefined;
}
