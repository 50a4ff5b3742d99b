/**
 * How our PostgreSQL differs from its own defaults: one host, loopback only, a small machine, durable.
 * All of them are given on the command line, so a file in the data folder cannot weaken them.
 */
const DEFAULTS: Readonly<Record<string, string>> = {
  // No socket file: its path may not exceed 107 bytes, which many a folder does; and one way in is enough.
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  password_encryption: 'scram-sha-256',
  max_connections: '100',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  // Many short transactions on a few rows: compiling a query never pays, and reads come from memory.
  jit: 'off',
  io_method: 'sync',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
  log_checkpoints: 'off',
  // A statement may hold a role's password or a row's content: it is not repeated in the log when it fails.
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
  cluster_name: 'countersign',
};

/** The settings of a server: ours, the caller's over them, and what is not negotiable. */
export function serverSettings(port: number, host: string, overrides: Readonly<Record<string, string>>): Record<string, string> {
  return { ...DEFAULTS, ...overrides, listen_addresses: host, port: String(port) };
}

/** As command-line arguments of `postgres`. */
export function settingArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
