import { types } from 'node:util';
import { withoutCredentials } from './without-credentials.ts';

/** What a log says about an error. */
export interface SafeError {
  readonly type: string;
  readonly message: string;
  /** Of the operating system, the database (SQLSTATE) or ourselves. */
  readonly code?: string;
  /** Of a request between services that could not be answered: who asked has written down the same. */
  readonly correlation?: string;
  /** Of that request. */
  readonly subject?: string;
  /** Call sites only: the first lines of a stack repeat the message. */
  readonly stack?: string;
  readonly cause?: SafeError;
}

const CAUSES = 4;
const MESSAGE_CHARACTERS = 1000;

/**
 * An error as it may be written down. Only type, message, code and call sites are kept: a database error also carries
 * the query's parameters, the row's values (`detail`, `where`) and the query itself, and Node's URL error the input.
 * A message that quotes its input is replaced.
 */
export function safeError(error: unknown, causes = CAUSES): SafeError {
  if (!isError(error)) return { type: typeof error, message: 'something was thrown that is no error' };
  const { cause } = error;
  const [code, correlation, subject, stack] = [codeOf(error), correlationOf(error), subjectOf(error), callSites(error)];
  return {
    type: nameOf(error),
    message: messageOf(error),
    ...(code === undefined ? {} : { code }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(subject === undefined ? {} : { subject }),
    ...(stack === '' ? {} : { stack }),
    ...(isError(cause) && causes > 0 ? { cause: safeError(cause, causes - 1) } : {}),
  };
}

/** Also one of another realm, such as a worker's or a test's. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function messageOf(error: Error): string {
  // PostgreSQL quotes the refused value ("invalid input syntax for type uuid: …", "word is too long in tsquery: …"), JSON.parse the text around the fault.
  if (/^(?:2[23]|54)[0-9A-Z]{3}$/.test(codeOf(error) ?? '')) return 'the database refused a value';
  if (error.name === 'SyntaxError' && /JSON/.test(error.message)) return 'not valid JSON';
  return withoutCredentials(error.message).slice(0, MESSAGE_CHARACTERS);
}

function codeOf(error: Error): string | undefined {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[\w-]{1,64}$/.test(code) ? code : undefined;
}

function correlationOf(error: Error): string | undefined {
  const correlation: unknown = 'correlation' in error ? error.correlation : undefined;
  return typeof correlation === 'string' && /^[0-9a-f]{1,32}$/.test(correlation) ? correlation : undefined;
}

function subjectOf(error: Error): string | undefined {
  const subject: unknown = 'subject' in error ? error.subject : undefined;
  return typeof subject === 'string' && /^[a-z-]{1,32}\.v\d{1,3}\.[\w.-]{1,64}$/.test(subject) ? subject : undefined;
}

function nameOf(error: Error): string {
  return typeof error.name === 'string' && error.name !== '' ? error.name : 'Error';
}

function callSites(error: Error): string {
  const lines = typeof error.stack === 'string' ? error.stack.split('\n') : [];
  return lines.filter((line) => /^ {4}at /.test(line)).join('\n');
}
