import { type Answer, type Credentials, type Question, accountContract, readyContract } from '@countersign/contracts';
import type { Sealer } from '@countersign/crypto';
import { type Bus, BusError } from '@countersign/messaging';
import type { AccountingRecord, AuthService, SignInQuestion } from '../../application/ports.ts';
import { GatheredQuestions } from './gathered-questions.ts';

/** How often auth is asked whether it is ready, and for how long one yes holds (sign-in.md: 2 s). */
const READY_EVERY_MS = 500;
const READY_HOLDS_MS = 2000;

/** Nobody answered in time: what becomes of the request says so, and the bus or its servers say why. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof BusError && ['deadline-exceeded', 'no-responder', 'unavailable'].includes(error.code);
}

/** Auth over the bus. */
export class AuthOverBus implements AuthService {
  private readyAt = Number.NEGATIVE_INFINITY;
  private readonly timer: NodeJS.Timeout;
  private asking = false;

  private readonly questions: GatheredQuestions;

  constructor(private readonly bus: Bus, sealer: Sealer, private readonly now: () => number) {
    this.questions = new GatheredQuestions(bus, sealer);
    this.timer = setInterval(() => void this.askReady(), READY_EVERY_MS);
    void this.askReady();
  }

  /**
   * Asks, and after a third of the time asks once more with the same key: a killed replica may hold the first
   * question, and the same key gets the same answer from any other.
   */
  async authenticate(question: SignInQuestion, remainingMs: number): Promise<Answer> {
    const wire = toWire(question);
    return new Promise((resolve, reject) => {
      let underWay = 0;
      let askedTwice = false;
      const answered = (answer: Answer): void => {
        underWay -= 1;
        // Silence may mean that the other try is being decided at this moment.
        if (answer.outcome === 'silence' && underWay > 0) return;
        clearTimeout(again);
        resolve(answer);
      };
      const failed = (error: unknown): void => {
        underWay -= 1;
        if (underWay === 0 && askedTwice) reject(error instanceof Error ? error : new Error('no answer'));
      };
      const ask = (deadlineMs: number): void => {
        underWay += 1;
        void this.questions.ask({ ...wire, remainingMs: deadlineMs }).then(answered, failed);
      };
      const again = setTimeout(() => {
        askedTwice = true;
        ask(remainingMs * 2 / 3);
      }, remainingMs / 3);
      ask(remainingMs);
    });
  }

  async account({ host, ...record }: AccountingRecord, remainingMs: number): Promise<boolean> {
    return (await this.bus.request(accountContract, { ...record, agentHostId: host.id }, { deadlineMs: remainingMs })).recorded;
  }

  isReady(): boolean {
    return this.now() - this.readyAt < READY_HOLDS_MS;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async askReady(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      await this.bus.request(readyContract, {}, { deadlineMs: READY_EVERY_MS });
      this.readyAt = this.now();
    } catch {
      // Not ready is an answer, too: silence to Status-Server once the last yes is too old.
    } finally {
      this.asking = false;
    }
  }
}

function toWire({ host, credentials, userName, state, attributes, ...question }: SignInQuestion): Omit<Question, 'remainingMs'> {
  return {
    ...question, agentHostId: host.id, secretVersion: host.secretVersion,
    ...(attributes.length === 0 ? {} : { attributes: attributes.toString('base64url') }),
    state: state && state.toString('base64url'), credentials: credentialsOf(userName, credentials),
  };
}

function credentialsOf(userName: Buffer, credentials: SignInQuestion['credentials']): Credentials {
  const name = userName.toString('base64url');
  if (credentials.method === 'pap') return { method: 'pap', userName: name, password: credentials.password.toString('base64url') };
  if (credentials.method === 'unsupported') return { ...credentials, userName: name };
  return {
    method: 'chap', userName: name, identifier: credentials.identifier,
    challenge: credentials.challenge.toString('base64url'), response: credentials.response.toString('base64url'),
  };
}
