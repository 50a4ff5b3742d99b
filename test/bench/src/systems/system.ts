import type { Target } from '../load/job.ts';

/** A server that answers RADIUS requests: ours in one of its ways, or the peer in one of its variants. */
export interface System {
  readonly name: string;
  readonly target: Target;
  /** Its processes by what they are called in reports; PostgreSQL is shared and not among them. */
  pids(): Readonly<Record<string, readonly number[]>>;
  stop(): Promise<void>;
}

export const WAYS = ['distributed', 'standalone'] as const;
export type Way = (typeof WAYS)[number];

/** Ours: what administration goes through, besides. */
export interface OurSystem extends System {
  readonly way: Way;
  readonly httpUrl: string;
  readonly apiKeyFile: string;
  /** Holds the keys. */
  readonly dataDir: string;
  /** Of a role that may do everything in the system's database. */
  readonly adminUrl: string;
  /** Everybody and the agent host belong to it. */
  readonly siteId: string;
}

export interface OurSystemOptions {
  readonly dataDir: string;
  readonly adminUrl: string;
  /** For CPU profiles, one per process, written when it ends. */
  readonly profileDir?: string | undefined;
  readonly log: (line: string) => void;
}

/** A way's own part: processes that run, without a site or an agent host. */
export type RunningWay = Pick<OurSystem, 'httpUrl' | 'apiKeyFile' | 'pids' | 'stop'> & { readonly radius: Omit<Target, 'secret'> };
