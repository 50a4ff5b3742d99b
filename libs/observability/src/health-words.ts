import type { HealthChange } from './health-watch.ts';

interface Words {
  readonly name: string;
  /** What that means for people. */
  readonly meaning: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  database: { name: 'The database', meaning: 'Sign-ins get no answer and changes are refused until it does.' },
  'directory-views': { name: 'The directory', meaning: 'Sign-ins get no answer until it does.' },
  outbox: { name: 'The audit stream', meaning: 'Events wait in the database.' },
  stream: { name: 'The audit stream', meaning: 'Events wait in the database.' },
  'state-store': { name: 'The state store', meaning: 'New PINs, next tokencodes and administrators\' sessions are refused until it does.' },
  nats: { name: 'NATS', meaning: 'Sign-ins get no answer until it does.' },
  auth: { name: 'auth', meaning: 'Sign-ins get no answer until it does.' },
  'agent-hosts': { name: 'The list of agent hosts', meaning: 'No packet is answered until it does.' },
};

/** A change of health as a line of a log: what, for whom, since when, and what it means. */
export function healthLine({ check, services, outcome, since }: HealthChange, now: number): string {
  const { name, meaning } = WORDS[check] ?? { name: `The check "${check}"`, meaning: '' };
  if (outcome === 'up') return `${name} answers again, after ${Math.max(1, Math.round((now - since) / 1000))} s.`;
  const what = outcome === 'timeout' ? 'does not answer' : 'cannot be used';
  return `${name} ${what} since ${new Date(since).toISOString()} (noticed by ${services.join(', ')}). ${meaning}`.trimEnd();
}
