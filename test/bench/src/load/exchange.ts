import { PacketCode } from '@countersign/radius';
import type { PreparedRequests } from './prepared-requests.ts';
import { SLOTS } from './slots.ts';

/** A request without a reply for so long is lost; its place in the window is free again. */
const LOST_AFTER_MS = 3_000;
const FREE = -1;

/** What happened to each request of a run; times as `performance.now()` gives them. */
export interface Exchanged {
  readonly sent: number;
  /** What latencies count from. */
  readonly dueAt: Float64Array;
  readonly sentAt: Float64Array;
  readonly answeredAt: Float64Array;
  readonly replies: readonly (Buffer | undefined)[];
}

/**
 * Keeps account of requests under way. Replies are only kept: what they are worth is found out after the run, so that
 * checking them costs the measurement nothing. Requests that must be refused take no place in the window, because a
 * refusal is held back on purpose.
 */
export class Exchange {
  private next = 0;
  private oldest = 0;
  private waiting = 0;
  private waitingForAccept = 0;
  private readonly inSlot = new Int32Array(SLOTS).fill(FREE);
  private readonly dueAt: Float64Array;
  private readonly sentAt: Float64Array;
  private readonly answeredAt: Float64Array;
  private readonly replies: (Buffer | undefined)[] = [];

  constructor(private readonly prepared: PreparedRequests, private readonly send: (slot: number, datagram: Buffer) => void) {
    const { length } = prepared.datagrams;
    [this.dueAt, this.sentAt, this.answeredAt] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  }

  get exhausted(): boolean {
    return this.next >= this.prepared.datagrams.length;
  }

  get pending(): number {
    return this.waiting;
  }

  /** Closed loop: as many as the window lets through. */
  fill(window: number): void {
    while (this.waitingForAccept < window && !this.exhausted) this.sendNext();
  }

  /** Open loop: all that are due by now; each counts from the moment when it was due. */
  sendDue(start: number, perSecond: number, now: number): void {
    while (!this.exhausted) {
      const due = start + (this.next * 1000) / perSecond;
      if (due > now) return;
      this.sendNext(due);
    }
  }

  private sendNext(due?: number): void {
    const number = this.next;
    const datagram = this.prepared.datagrams[number];
    if (!datagram) return;
    this.next += 1;
    const slot = number % SLOTS;
    if (this.inSlot[slot] !== FREE) this.free(slot);
    this.inSlot[slot] = number;
    this.waiting += 1;
    if (this.expectsAccept(number)) this.waitingForAccept += 1;
    const now = performance.now();
    this.sentAt[number] = now;
    this.dueAt[number] = due ?? now;
    this.send(slot, datagram);
  }

  /** Returns whether anybody was waiting for it. */
  receive(slot: number, reply: Buffer): boolean {
    const number = this.inSlot[slot] ?? FREE;
    if (number === FREE) return false;
    this.answeredAt[number] = performance.now();
    this.replies[number] = reply;
    this.free(slot);
    return true;
  }

  /** In the order in which they were sent. */
  giveUpLost(now: number): void {
    for (; this.oldest < this.next; this.oldest += 1) {
      const slot = this.oldest % SLOTS;
      if (this.inSlot[slot] !== this.oldest) continue;
      if (now - (this.sentAt[this.oldest] ?? 0) < LOST_AFTER_MS) return;
      this.free(slot);
    }
  }

  private free(slot: number): void {
    if (this.expectsAccept(this.inSlot[slot] ?? 0)) this.waitingForAccept -= 1;
    this.waiting -= 1;
    this.inSlot[slot] = FREE;
  }

  private expectsAccept(number: number): boolean {
    return this.prepared.expected[number] === PacketCode.accessAccept;
  }

  outcome(): Exchanged {
    return { sent: this.next, dueAt: this.dueAt, sentAt: this.sentAt, answeredAt: this.answeredAt, replies: this.replies };
  }
}
