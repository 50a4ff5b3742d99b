import type { ServerSource } from './source.ts';
import { testRun } from './run.ts';

/** What the run's host process gives: the servers that a whole test run shares, started when first asked for. */
export interface HostAnswers {
  /** A PostgreSQL: superuser's URL of the database "postgres". */
  postgres: { url: string };
  /** A folder with an initialised cluster to copy; null where clusters cannot be copied. */
  'ready-cluster': { folder: string | null };
  /** The shared NATS: an account of one's own, or somebody's server without one. */
  nats: { url: string; user: string | null; password: string | null };
  redis: { url: string };
  /** Where a private server comes from; a package may have been installed for it. */
  'source/nats': Exclude<ServerSource, { kind: 'url' }>;
  'source/redis': Exclude<ServerSource, { kind: 'url' }>;
  /** Absolute path of the server's program. */
  'program/nats': string;
  'program/redis': string;
  'program/slapd': string;
}

export type HostQuestion = keyof HostAnswers;

/** Asks the host process; starting a server or installing a package may take its time. @throws with the host's reason */
export async function askHost<Question extends HostQuestion>(question: Question): Promise<HostAnswers[Question]> {
  const response = await fetch(`${testRun().host}/${question}`);
  const body = await response.text();
  if (!response.ok) throw new Error(body);
  const answer: HostAnswers[Question] = JSON.parse(body);
  return answer;
}
