import { PacketCode } from '@countersign/radius';
import type { Person } from './people.ts';
import type { RadiusClient, RadiusReply, Schedule } from './radius-client.ts';

/** A packet, what was typed, and every answer that any gateway gave to it. */
export interface Attempt {
  readonly login: string;
  readonly packet: Buffer;
  /** The code that the passcode ended with; undefined for a new PIN. */
  readonly code: string | undefined;
  readonly replies: readonly RadiusReply[];
}

export interface BusyOptions {
  readonly client: RadiusClient;
  readonly gateways: readonly number[];
  readonly usePin: boolean;
  readonly random: () => number;
  readonly isOver: () => boolean;
  readonly record: (attempt: Attempt) => void;
}

const PIN = '2468';
/** Answers of the second gateway are waited for, so that both can be compared. */
const LINGER_MS = 1500;
const TIMEOUT_MS = 6000;

/** Signs in with one code after the other. Each packet goes to both gateways, more than once; often a thief types the same code. */
export async function signInAgainAndAgain(person: Person, options: BusyOptions): Promise<void> {
  let pin: 'none' | 'set' | 'perhaps set' = options.usePin ? 'none' : 'set';
  // A code that was not answered may be used up, so the next one follows; a token tolerates a few that were not used.
  for (let counter = 0; !options.isOver(); counter += 1) {
    const code = person.code(counter);
    const passcode = options.usePin && pin === 'set' ? `${PIN}${code}` : code;
    const [replies] = await Promise.all([
      attempt(person, passcode, code, options),
      options.random() < 0.5 ? attempt(person, passcode, code, options) : undefined,
    ]);
    const state = replies[0]?.state;
    if (state && options.usePin && pin !== 'set') {
      const [answer] = await attempt(person, PIN, undefined, options, state);
      pin = answer?.code === PacketCode.accessAccept ? 'set' : 'perhaps set';
    } else if (pin === 'perhaps set' && replies.length > 0) pin = 'set';
  }
}

async function attempt(
  { login }: Person, typed: string, code: string | undefined, { client, gateways, random, record }: BusyOptions, state?: Buffer,
): Promise<readonly RadiusReply[]> {
  const packet = client.accessRequest(login, typed, { state });
  const replies = await client.exchange(packet, retransmissions(gateways, random), { timeoutMs: TIMEOUT_MS, lingerMs: LINGER_MS, insist: true });
  record({ login, packet, code, replies });
  return replies;
}

/** To one gateway, soon to another one, then by turns. */
function retransmissions(gateways: readonly number[], random: () => number): Schedule {
  const start = Math.floor(random() * gateways.length);
  return [0, random() * 300, 700 + random() * 600, 1500 + random() * 1000, 3000 + random() * 1000, 4500]
    .map((atMs, index) => ({ atMs, port: gateways[(start + index) % gateways.length] ?? 0 }));
}
