import { KeyError } from '@countersign/crypto';
import { LocalServerError } from '@countersign/local-servers';
import { OtherInstallationError } from '@countersign/persistence';
import { SettingsError } from '@countersign/service-process';
import { ConfigError } from './config-error.ts';
import type { Listen, StandaloneConfig } from './config.ts';
import { DataFolderError } from './data-folder.ts';
import { hostAndPort } from './local-target.ts';

/** What the operating system says when an address cannot be had. */
interface SystemFailure {
  readonly code: string;
  readonly syscall: string;
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly hostname: string | undefined;
}

/** The wrong use of a command exits with 2, everything else that hinders a start with 1. */
export interface StartFailure {
  readonly message: string;
  readonly exitCode: 1 | 2;
}

/** Puts a failed start into one line: what is wrong and what to do. Undefined for what nobody foresaw. */
export function explainStartFailure(error: unknown, config: StandaloneConfig | undefined): StartFailure | undefined {
  if (error instanceof ConfigError) return { message: error.message, exitCode: 2 };
  if (error instanceof SettingsError) return { message: `The setting ${error.message}.`, exitCode: 2 };
  if (error instanceof LocalServerError || error instanceof DataFolderError || error instanceof KeyError || error instanceof OtherInstallationError) return { message: error.message, exitCode: 1 };
  if (isConnectTimeout(error) && config?.databaseUrl !== undefined) {
    return { message: `The database ${placeOf(config.databaseUrl)} does not answer. Check --database-url, and that packets reach it.`, exitCode: 1 };
  }
  const failure = systemFailure(error);
  if (!failure || !config) return undefined;
  const message = listenFailure(failure, config) ?? folderFailure(failure, config) ?? databaseFailure(failure, config);
  return message === undefined ? undefined : { message, exitCode: 1 };
}

function listenFailure(failure: SystemFailure, config: StandaloneConfig): string | undefined {
  const option = optionOf(failure, config);
  if (option === undefined) return undefined;
  const { name, protocol, listen } = option;
  const where = `${protocol} ${hostAndPort(listen)}`;
  switch (failure.code) {
    case 'EADDRINUSE':
      return `${where} is in use by another program. Stop that one, or choose another address: --${name} HOST:PORT`;
    case 'EACCES':
      return `${where} needs a privilege that this user lacks. Choose a port from 1024 up: --${name} HOST:PORT`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return `${where}: this computer has no such address. Choose one of its own, or 0.0.0.0 for all: --${name} HOST:PORT`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${where}: the name "${listen.host}" is not known. Give an address: --${name} HOST:PORT`;
    default:
      return undefined;
  }
}

/** Which of the three addresses failed: TCP is the admin API, UDP is told by its port, a name by itself. */
function optionOf(
  { syscall, address, port, hostname }: SystemFailure, { http, radius, accounting }: StandaloneConfig,
): { name: string; protocol: string; listen: Listen } | undefined {
  const options = [
    { name: 'http', protocol: 'TCP', listen: http },
    { name: 'radius', protocol: 'UDP', listen: radius },
    { name: 'accounting', protocol: 'UDP', listen: accounting },
  ];
  switch (syscall) {
    case 'listen':
      return options[0];
    case 'bind':
      return options.find(({ protocol, listen }) => protocol === 'UDP' && listen.port === (port ?? 0) && listen.host === address);
    case 'getaddrinfo':
      return options.find(({ listen }) => listen.host === hostname);
    default:
      return undefined;
  }
}

function folderFailure({ code, syscall }: SystemFailure, { dataDir }: StandaloneConfig): string | undefined {
  if (!['mkdir', 'open', 'link', 'access', 'write', 'fsync'].includes(syscall)) return undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data folder ${dataDir} cannot be written by this user. Choose another one: --data DIR`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data folder ${dataDir} is no folder. Choose another one: --data DIR`;
    case 'ENOSPC':
      return `There is no space left for the data folder ${dataDir}.`;
    default:
      return undefined;
  }
}

function databaseFailure({ code }: SystemFailure, { databaseUrl }: StandaloneConfig): string | undefined {
  if (databaseUrl === undefined) return undefined;
  // PostgreSQL's own refusals (wrong password, no such database) come with a five-character SQLSTATE.
  const known = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', '28P01', '28000', '3D000', '42501'];
  if (!known.includes(code)) return undefined;
  return `The database ${placeOf(databaseUrl)} cannot be used as ${new URL(databaseUrl).username} (${code}). Check --database-url; its role must be allowed to make roles and schemas.`;
}

/** Without user and password. */
function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}

/** pg has no code for it. */
function isConnectTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && error.message === 'timeout expired';
}

function systemFailure(error: unknown): SystemFailure | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  // A host name with several addresses fails with one error for each of them.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const read = (name: string): unknown => (typeof first === 'object' && first !== null ? Reflect.get(first, name) : undefined);
  const [code, syscall, address, port, hostname] = ['code', 'syscall', 'address', 'port', 'hostname'].map(read);
  if (typeof code !== 'string') return undefined;
  return {
    code, syscall: typeof syscall === 'string' ? syscall : '', port: typeof port === 'number' ? port : undefined,
    address: typeof address === 'string' ? address : undefined, hostname: typeof hostname === 'string' ? hostname : undefined,
  };
}
