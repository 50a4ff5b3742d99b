import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEntry, ForwardingSettings } from '@countersign/contracts';
import { framed, syslogMessage } from '../domain/index.ts';
import { ReceiverError } from './receiver-error.ts';

/** A connection to where the trail goes. */
export interface Receiver {
  /** Set when the connection is of no use any more. */
  readonly broken: Error | undefined;
  /** Resolves when the operating system has taken the bytes. */
  send(bytes: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** The right to forward, which one replica has at a time. */
export interface Claim {
  read(): Promise<{ settings: ForwardingSettings | null; version: number; forwarded: number }>;
  confirm(forwarded: number, version: number): Promise<void>;
  /** For whoever looks at the settings and asks why nothing arrives. */
  failed(reason: string, version: number): Promise<void>;
  end(): void;
}

export interface ForwardTools {
  readonly claim: (lost: () => void) => Promise<Claim | undefined>;
  readonly connect: (settings: ForwardingSettings) => Promise<Receiver>;
  /** The next entries after one, in the order of arrival. */
  readonly next: (after: number) => Promise<readonly AuditEntry[]>;
  readonly hostname: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly onForwarded: (entries: number) => void;
  readonly timing: ForwardTiming;
}

/** Milliseconds. */
export interface ForwardTiming {
  /** How long a connection must hold after something was sent until that counts as received: syslog has no answer. */
  readonly settleMs: number;
  /** How often to look for new entries and changed settings. */
  readonly lookMs: number;
  /** Before another try, doubled each time. */
  readonly retryMs: number;
  readonly retryAtMostMs: number;
}

/** How many looks long a wait for another try goes on without asking whether the settings have changed. */
const SLICES_OF_LOOKS = 4;

export const forwardTiming: ForwardTiming = { settleMs: 3000, lookMs: 500, retryMs: 1000, retryAtMostMs: 30_000 };

/**
 * Sends the trail to a syslog receiver. The trail itself is the spool: a cursor in the database says how far the
 * receiver is, and moves on only after the connection has held for a while. So nothing is lost while the receiver is
 * away; after a broken connection the last entries may come twice, and their sequence says so.
 */
export class ForwardTrail {
  private readonly ended = new AbortController();
  private running: Promise<void> = Promise.resolve();
  /** Version of the settings that were tried last. */
  private tried: number | undefined;

  constructor(private readonly tools: ForwardTools) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { timing: { lookMs, retryMs, retryAtMostMs }, onError } = this.tools;
    let wait = lookMs;
    while (!this.ended.signal.aborted) {
      try {
        await this.forwardWhileClaimed();
        wait = lookMs;
      } catch (error) {
        if (!this.ended.signal.aborted) onError(error);
        wait = Math.min(Math.max(wait * 2, retryMs), retryAtMostMs);
      }
      await this.pauseUnlessChanged(wait);
    }
  }

  /** New settings are tried soon, however long the old ones would be left alone. */
  private async pauseUnlessChanged(ms: number): Promise<void> {
    const slice = SLICES_OF_LOOKS * this.tools.timing.lookMs;
    for (let left = ms; left > 0 && !this.ended.signal.aborted; left -= slice) {
      await this.pause(Math.min(left, slice));
      if (left > slice && await this.hasChanged()) return;
    }
  }

  private async hasChanged(): Promise<boolean> {
    try {
      const claim = await this.tools.claim(() => undefined);
      if (!claim) return false;
      return (await claim.read().finally(() => claim.end())).version !== this.tried;
    } catch {
      return false; // the next try says why
    }
  }

  /** Returns when there is nothing to forward to, or another replica forwards. */
  private async forwardWhileClaimed(): Promise<void> {
    let lost = false;
    const claim = await this.tools.claim(() => { lost = true; });
    if (!claim) return;
    try {
      const begun = await claim.read();
      this.tried = begun.version;
      if (begun.settings === null) return;
      try {
        await this.sendTo(claim, { ...begun, settings: begun.settings }, () => lost);
      } catch (error) {
        if (error instanceof ReceiverError) await claim.failed(error.reason, begun.version);
        throw error;
      }
    } finally {
      claim.end();
    }
  }

  private async sendTo(claim: Claim, begun: { settings: ForwardingSettings; version: number; forwarded: number }, lost: () => boolean): Promise<void> {
    const receiver = await this.tools.connect(begun.settings);
    try {
      await this.send(claim, receiver, begun, lost);
    } finally {
      await receiver.close();
    }
  }

  private async send(
    claim: Claim, receiver: Receiver, begun: { settings: ForwardingSettings; version: number; forwarded: number }, lost: () => boolean,
  ): Promise<void> {
    const { next, hostname, now, onForwarded, timing } = this.tools;
    const source = { facility: begun.settings.facility, hostname };
    let sent = begun.forwarded;
    const unsettled: { readonly upTo: number; readonly at: number }[] = [];
    while (!this.ended.signal.aborted) {
      if (lost() || (await claim.read()).version !== begun.version) return;
      const entries = await next(sent);
      if (receiver.broken) throw receiver.broken;
      if (entries.length > 0) {
        await receiver.send(Buffer.concat(entries.map((entry) => framed(syslogMessage(entry, source)))));
        sent = entries.at(-1)?.sequence ?? sent;
        unsettled.push({ upTo: sent, at: now() });
        onForwarded(entries.length);
      }
      const settled = unsettled.filter(({ at }) => at <= now() - timing.settleMs);
      const last = settled.at(-1);
      if (last && !receiver.broken) {
        await claim.confirm(last.upTo, begun.version);
        unsettled.splice(0, settled.length);
      }
      if (entries.length === 0) await this.pause(timing.lookMs);
    }
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.ended.signal }).catch(() => undefined);
  }
}
