import {
  type Answer, type AuthenticateRequest, type Credentials, type Question, QUESTIONS_MOST, authenticateAad, authenticateReplyAad, questionSchema, questionsSchema,
} from '@countersign/contracts';
import type { KeyedMac, Sealer } from '@countersign/crypto';
import type { OpenedRequest } from '../../application/opened-request.ts';
import { readText } from '../../application/read-text.ts';
import type { SignIn } from '../../application/sign-in.ts';
import type { TypedCredentials } from '../../domain/index.ts';

export interface SignInHandlerDependencies {
  readonly signIn: Pick<SignIn, 'decide'>;
  readonly sealer: Sealer;
  readonly passcodeMac: KeyedMac;
  readonly sourceMac: KeyedMac;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told how many milliseconds it took to open and read a message. */
  readonly opened?: (tookMs: number) => void;
  /** Told why something could not be decided: whoever asked hears only that it could not. */
  readonly onError: (error: unknown) => void;
}

type Reply = (part: { readonly sealedAnswers: string }) => void;

/** Opens what the gateway sealed, has each question decided, and seals the answers for the gateway that asked as they come. */
export function signInHandler(dependencies: SignInHandlerDependencies) {
  const { signIn, sealer, passcodeMac, sourceMac, now, opened, onError } = dependencies;
  // What cannot be opened ends the message, and the bus says so: the keys may differ.
  const open = (batch: string, sealed: string): unknown[] =>
    questionsSchema.parse(JSON.parse(sealer.open(Buffer.from(sealed, 'base64url'), authenticateAad(batch)).toString('utf8')));
  return async ({ batch, sealedQuestions }: AuthenticateRequest, { reply, remainingMs }: { readonly reply: Reply; readonly remainingMs: number }): Promise<void> => {
    const started = performance.now();
    const questions = open(batch, sealedQuestions);
    const requests = questions.map((each) => {
      const question = questionSchema.safeParse(each).data;
      // What the message waited for on its way here counts as well.
      return question && toRequest(question, now() + Math.min(question.remainingMs, remainingMs), passcodeMac, sourceMac);
    });
    opened?.(performance.now() - started);

    const answers = new GatheredAnswers((gathered) => {
      const sealed = sealer.seal(Buffer.from(JSON.stringify(gathered), 'utf8'), authenticateReplyAad(batch));
      reply({ sealedAnswers: sealed.toString('base64url') });
    }, onError);
    // One that fails harms no other; whoever asked hears that it failed.
    const failed = (error: unknown): null => {
      onError(error);
      return null;
    };
    await Promise.all(requests.map(async (request, question) =>
      answers.add({ question, answer: request ? await signIn.decide(request).catch(failed) : null })));
    answers.flush();
  };
}

interface NumberedAnswer {
  /** Its place in the message. */
  readonly question: number;
  readonly answer: Answer | null;
}

/** Answers with as many reply attributes as there may be: so many fewer of them fit one message. */
const HEAVY = 8;

/** Answers that were decided together leave together. */
class GatheredAnswers {
  private gathered: NumberedAnswer[] = [];
  private weight = 0;

  constructor(private readonly send: (answers: readonly NumberedAnswer[]) => void, private readonly onError: (error: unknown) => void) {}

  add(answer: NumberedAnswer): void {
    if (this.gathered.length === 0) setImmediate(() => this.flushByItself());
    this.gathered.push(answer);
    this.weight += answer.answer?.outcome === 'accept' && answer.answer.attributes ? HEAVY : 1;
    if (this.weight >= QUESTIONS_MOST) this.flush();
  }

  /** Nobody waits for this turn: what cannot be sent is told here, and whoever asked asks again. */
  private flushByItself(): void {
    try {
      this.flush();
    } catch (error) {
      this.onError(error);
    }
  }

  flush(): void {
    const { gathered } = this;
    this.gathered = [];
    this.weight = 0;
    if (gathered.length > 0) this.send(gathered);
  }
}

function toRequest(request: Question, expiresAt: number, passcodeMac: KeyedMac, sourceMac: KeyedMac): OpenedRequest {
  const { credentials } = request;
  return {
    expiresAt,
    requestKey: request.requestKey,
    agentHostId: request.agentHostId,
    secretVersion: request.secretVersion,
    proven: request.proven,
    sourceAddress: request.sourceAddress,
    callingStationId: request.callingStationId,
    nasIdentifier: request.nasIdentifier,
    attributes: Buffer.from(request.attributes ?? '', 'base64url'),
    source: sourceMac.mac(text(request.agentHostId), text(request.callingStationId ?? '')).subarray(0, 16).toString('base64url'),
    userName: readText(Buffer.from(credentials.userName, 'base64url')),
    state: request.state,
    credentials: typed(request, credentials, passcodeMac),
  };
}

function typed(request: Question, credentials: Credentials, passcodeMac: KeyedMac): TypedCredentials {
  if (credentials.method === 'chap') {
    return {
      method: 'chap', identifier: credentials.identifier,
      challenge: Buffer.from(credentials.challenge, 'base64url'), response: Buffer.from(credentials.response, 'base64url'),
    };
  }
  if (credentials.method === 'unsupported') return { method: 'unsupported', offered: credentials.offered };
  const password = Buffer.from(credentials.password, 'base64url');
  return {
    method: 'pap',
    password: readText(password),
    // Computed when it is asked for, which is where an agent host has a failover grace.
    get passwordMac(): string {
      return passcodeMac.mac(text(request.agentHostId), password).toString('base64url');
    },
  };
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
