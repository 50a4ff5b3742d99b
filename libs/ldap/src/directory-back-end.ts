import { type CheckedPassword, checkPassword } from './check-password.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type FaultCode, faultOf } from './directory-fault.ts';
import type { DirectorySettings } from './directory-settings.ts';
import { Lane } from './lane.ts';

export interface DirectoryBackEndOptions {
  readonly settings: DirectorySettings;
  /** Questions at once, and more that wait; what finds no room is turned away. */
  readonly concurrent: number;
  readonly waiting: number;
  /** For one question over all servers, waiting included; in milliseconds. */
  readonly totalMs: number;
  /** Milliseconds that only move forward. */
  readonly monotonic: () => number;
}

export type PasswordAnswer =
  | CheckedPassword
  /** No server said. `left-alone`: all of them failed a moment ago. */
  | { readonly verdict: 'unreachable'; readonly fault: FaultCode | 'left-alone' }
  | { readonly verdict: 'no-room' };

/** How a server fared, as this process saw it. */
export interface ServerHealth {
  readonly server: string;
  /** `unknown`: nobody asked it yet. `left-alone`: it failed repeatedly and rests. */
  readonly state: 'unknown' | 'answering' | 'failing' | 'left-alone';
  readonly lastFault: FaultCode | null;
  /** Milliseconds that the last answer took. */
  readonly tookMs: number | null;
}

/** Less than that is no time for a server. */
const SHORTEST_MS = 50;

/**
 * One directory behind several servers. They are asked in order; one that fails repeatedly rests. Slow servers fill the
 * lane of this back end and nobody else's.
 */
export class DirectoryBackEnd {
  readonly #options: DirectoryBackEndOptions;
  readonly #lane: Lane;
  readonly #servers: { readonly server: string; readonly breaker: CircuitBreaker; lastFault: FaultCode | null; tookMs: number | null }[];

  constructor(options: DirectoryBackEndOptions) {
    this.#options = options;
    this.#lane = new Lane(options);
    this.#servers = options.settings.servers.map((server) => ({ server, breaker: new CircuitBreaker(), lastFault: null, tookMs: null }));
  }

  /** Questions that are under way or wait. */
  get size(): number {
    return this.#lane.size;
  }

  /** Never throws, never takes longer than the options say. */
  async check(login: string, password: string): Promise<PasswordAnswer> {
    const deadline = this.#options.monotonic() + this.#options.totalMs;
    const answer = await this.#lane.run(async () => this.#ask(login, password, deadline));
    return answer ?? { verdict: 'no-room' };
  }

  health(): ServerHealth[] {
    return this.#servers.map(({ server, breaker, lastFault, tookMs }) => ({
      server, lastFault, tookMs,
      state: breaker.open ? 'left-alone' : lastFault !== null ? 'failing' : tookMs === null ? 'unknown' : 'answering',
    }));
  }

  async #ask(login: string, password: string, deadline: number): Promise<PasswordAnswer> {
    const { settings, monotonic } = this.#options;
    let fault: FaultCode | 'left-alone' = 'left-alone';
    for (const state of this.#servers) {
      const started = monotonic();
      const left = Math.min(settings.serverTimeoutMs, deadline - started);
      // It waited for too long already: whoever asked has gone.
      if (left < SHORTEST_MS) return fault === 'left-alone' ? { verdict: 'no-room' } : { verdict: 'unreachable', fault };
      if (!state.breaker.admits(started)) continue;
      try {
        const answer = await checkPassword(state.server, settings, { login, password }, left);
        state.breaker.succeeded();
        state.lastFault = null;
        state.tookMs = Math.round(monotonic() - started);
        return answer;
      } catch (error) {
        fault = faultOf(error, 'not-understood').code;
        state.breaker.failed(monotonic());
        state.lastFault = fault;
      }
    }
    return { verdict: 'unreachable', fault };
  }
}
