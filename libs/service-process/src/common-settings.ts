import { hostname } from 'node:os';
import { logLevels } from '@countersign/observability/log-levels';
import { amountSetting, choiceSetting, fileSetting, listenSetting, textSetting, urlSetting } from './setting.ts';

/** What every service's process has. */
export const processSettings = {
  COUNTERSIGN_REPLICA: textSetting({
    description: 'Name of this replica in logs, metrics and on the bus',
    default: replicaNameOf(hostname()), defaultText: 'the host name',
  }, /^[a-z0-9-]{1,32}$/, '1 to 32 lower-case letters, digits and hyphens'),
  COUNTERSIGN_LOG_LEVEL: choiceSetting({ description: 'From which level on lines are logged', default: 'info' }, [...logLevels, 'silent']),
  COUNTERSIGN_KEYS_FILE: fileSetting({ description: 'File with the derived keys of this service and of no other; readable by its owner only' }),
  COUNTERSIGN_NATS_URL: textSetting({ description: 'NATS servers: `nats://host:port`, several with commas between them' },
    /^(?:nats|tls):\/\/[^\s,@]+(?:, ?(?:nats|tls):\/\/[^\s,@]+)*$/, 'nats://host:port, without a user'),
  COUNTERSIGN_NATS_KEY_FILE: fileSetting({ description: 'File with the nkey seed (SU…) of this service; readable by its owner only' }),
};

/** Of a service that has no HTTP server of its own. */
export const healthSettings = {
  COUNTERSIGN_HEALTH: listenSetting({ description: 'Address of /health/live, /health/ready and /metrics; port 0: the system picks one', default: '127.0.0.1:0' }),
};

const milliseconds = (standard: number, min: number, max: number, description: string) => amountSetting(standard, 'ms', { min, max }, description);

/** How long the database may be silent; the same wherever a service runs. */
export const connectionSettings = {
  COUNTERSIGN_DATABASE_CONNECT_TIMEOUT: milliseconds(2000, 100, 60_000, 'Until a new connection to the database stands, and longest wait for one that is free; administration, and every service at its start, waits at least 5 s'),
  COUNTERSIGN_DATABASE_KEEPALIVE: milliseconds(10_000, 1000, 3_600_000, 'A connection that is quiet for so long is probed by both sides, every second from then on; after ten probes without an answer it is given up'),
  COUNTERSIGN_DATABASE_ANSWER_TIMEOUT: milliseconds(2000, 100, 60_000, 'A statement without an answer for so long after the database should have ended it: the connection is given up'),
  COUNTERSIGN_DATABASE_IDLE_TIMEOUT: milliseconds(10_000, 6000, 3_600_000, 'A transaction that waits so long for its next statement – its host has vanished, its process is stopped – is taken back by the database; imports and files that arrive may wait'),
};

/** {@link connectionSettings} as they are used. */
export function connectionTimesOf(settings: Readonly<Record<keyof typeof connectionSettings, number>>): { connectMs: number; keepAliveMs: number; answerMs: number; idleMs: number } {
  return {
    connectMs: settings.COUNTERSIGN_DATABASE_CONNECT_TIMEOUT, keepAliveMs: settings.COUNTERSIGN_DATABASE_KEEPALIVE, answerMs: settings.COUNTERSIGN_DATABASE_ANSWER_TIMEOUT,
    idleMs: settings.COUNTERSIGN_DATABASE_IDLE_TIMEOUT,
  };
}

/** Of a service with a schema in the database. */
export const databaseSettings = {
  ...connectionSettings,
  COUNTERSIGN_DATABASE_URL: urlSetting({ description: 'The database, as the role that the service works with' }, 'postgres', 'postgresql'),
  COUNTERSIGN_MIGRATION_URL: urlSetting({ description: 'The database, as the role that owns the schema; used at the start only' }, 'postgres', 'postgresql'),
};

/** A host name may have capitals, dots and more characters than a replica's name. */
export function replicaNameOf(host: string): string {
  const [first = ''] = host.toLowerCase().split('.');
  return first.replaceAll(/[^a-z0-9-]/g, '-').slice(0, 32) || 'replica';
}
