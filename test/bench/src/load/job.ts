/** What the load process is told and what it tells; both cross a process border as JSON. */

/** Where requests go and how they are signed. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
}

/** People 0 … count-1: the login of number i is `prefix` + i, its seed the i-th 20 bytes of the file. */
export interface PeopleFile {
  readonly seedsFile: string;
  readonly prefix: string;
  readonly count: number;
}

export type Credential =
  /** The code of one time step: nobody may come twice. */
  | { readonly kind: 'totp'; readonly step: number }
  /** The code of an event counter; each time round, the next one. */
  | { readonly kind: 'hotp'; readonly counter: number }
  | { readonly kind: 'password'; readonly password: string };

/** Which requests are made ahead of a run. People are used round and round from `first`. */
export interface Traffic {
  readonly people: PeopleFile;
  readonly first: number;
  /** How many requests. */
  readonly count: number;
  readonly secret: string;
  readonly protocol: 'pap' | 'chap';
  readonly credential: Credential;
  /** Every second request repeats a code that was sent `REPLAY_DISTANCE` requests before, in a packet of its own. */
  readonly replays: boolean;
}

/** Far enough behind that the first use has been answered with any window in use here. */
export const REPLAY_DISTANCE = 2048;

export type Pace =
  /** So many requests are always waiting for their accept. */
  | { readonly kind: 'closed'; readonly inFlight: number }
  /** Requests leave by the clock, whatever comes back. */
  | { readonly kind: 'open'; readonly perSecond: number };

export interface Run {
  readonly target: Target;
  readonly pace: Pace;
  readonly durationMs: number;
}

/** New-PIN dialogues: two requests each, the second made from the first's reply. */
export interface ChallengeRun {
  readonly target: Target;
  readonly people: PeopleFile;
  readonly first: number;
  /** Most people that may be used; each sets a PIN once. */
  readonly count: number;
  readonly step: number;
  readonly pin: string;
  readonly inFlight: number;
  readonly durationMs: number;
}

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export interface RunResult {
  readonly sent: number;
  /** Replies of the code that was expected, from one who knows the secret. */
  readonly right: number;
  /** Authentic replies of another code. */
  readonly wrong: number;
  /** Replies that are not authentic or no packets. */
  readonly forged: number;
  readonly lost: number;
  /** Of the right ones: those that were expected to be accepted, and came while requests were still being sent. */
  readonly accepts: number;
  readonly elapsedMs: number;
  readonly acceptsPerSecond: number;
  /** From the scheduled time (open loop) or from sending (closed loop) to the accept. */
  readonly latency: Latency;
  /** How late the generator itself was: from the scheduled time to sending. Zeros in a closed loop. */
  readonly lateness: Latency;
  /** CPU time of the generator per request sent, in microseconds; making and checking packets is not in it. */
  readonly generatorMicros: number;
  /** The requests that were made ran out before the time was over. */
  readonly exhausted: boolean;
}

export type Order =
  | { readonly order: 'prepare'; readonly traffic: Traffic }
  | { readonly order: 'run'; readonly run: Run }
  | { readonly order: 'challenge'; readonly run: ChallengeRun };
export type Report =
  | { readonly report: 'prepared' }
  | { readonly report: 'ran'; readonly result: RunResult }
  | { readonly report: 'failed'; readonly message: string };
