import {
  type Answer, type AuthenticateRequest, QUESTIONS_MOST, type Question, answerSchema, answersSchema, authenticateAad, authenticateContract, authenticateReplyAad,
} from '@countersign/contracts';
import { RandomPool, type Sealer } from '@countersign/crypto';
import { type Bus, BusError } from '@countersign/messaging';

const BATCH_ID_BYTES = 16;
/** How long at most questions wait for the answers of the message before theirs, in milliseconds. */
const GATHER_MS = 5;
const random = new RandomPool();

interface Asked {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Questions leave together, sealed in one message: sealing, checking and routing a message costs more than the few hundred
 * bytes of a question. Alone, a question waits for nothing but the end of its event-loop turn; behind a message that has
 * just left it waits until the first answers come, as a single auth would decide it after them anyway. Who listens on the bus, even with
 * this gateway's own key, reads nothing.
 */
export class GatheredQuestions {
  private gathered: Asked[] = [];
  private scheduled = false;
  /** The timer of the newest message, until that is answered or young no more. */
  private young: NodeJS.Timeout | undefined;

  constructor(private readonly bus: Bus, private readonly sealer: Sealer) {}

  /** @throws BusError when it could not be decided, or when no answer came in time; SealError when the answer is not for it */
  async ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.gathered.push({ question, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.young || this.gathered.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.send();
    });
  }

  private send(): void {
    const all = this.gathered;
    this.gathered = [];
    const young = setTimeout(() => this.outgrow(young), GATHER_MS);
    this.young = young;
    for (let begin = 0; begin < all.length; begin += QUESTIONS_MOST) void this.sendBatch(all.slice(begin, begin + QUESTIONS_MOST), young);
  }

  /** The message of this timer is answered, if only in part, or young no more. */
  private outgrow(young: NodeJS.Timeout): void {
    if (this.young !== young) return;
    clearTimeout(young);
    this.young = undefined;
    this.schedule();
  }

  private async sendBatch(asked: readonly Asked[], young: NodeJS.Timeout): Promise<void> {
    const batch = random.take(BATCH_ID_BYTES).toString('hex');
    const waiting = new Map(asked.entries());
    try {
      await this.bus.requestParts(authenticateContract, this.seal(batch, asked), {
        deadlineMs: Math.max(...asked.map(({ question }) => question.remainingMs)),
        take: ({ sealedAnswers }) => {
          this.settle(batch, sealedAnswers, waiting);
          this.outgrow(young);
          return waiting.size === 0;
        },
      });
    } catch (error) {
      for (const { reject } of waiting.values()) reject(error instanceof Error ? error : new Error('no answer'));
      this.outgrow(young);
    }
  }

  private seal(batch: string, asked: readonly Asked[]): AuthenticateRequest {
    const questions = Buffer.from(JSON.stringify(asked.map(({ question }) => question)), 'utf8');
    return { batch, sealedQuestions: this.sealer.seal(questions, authenticateAad(batch)).toString('base64url') };
  }

  /** Takes the answers of one part; what was answered already stays so. */
  private settle(batch: string, sealedAnswers: string, waiting: Map<number, Asked>): void {
    const opened = this.sealer.open(Buffer.from(sealedAnswers, 'base64url'), authenticateReplyAad(batch));
    for (const { question, answer } of answersSchema.parse(JSON.parse(opened.toString('utf8')))) {
      const asked = waiting.get(question);
      waiting.delete(question);
      const read = answerSchema.safeParse(answer);
      if (read.success) asked?.resolve(read.data);
      else asked?.reject(new BusError(answer === null ? 'internal-error' : 'bad-reply'));
    }
  }
}
