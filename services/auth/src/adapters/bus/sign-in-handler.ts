import {
  type AuthenticateRequest, type Answer, type Credentials, authenticateAad, authenticateReplyAad, credentialsSchema,
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
  /** Told how many milliseconds it took to open and read a request. */
  readonly opened?: (tookMs: number) => void;
}

/** Opens what the gateway sealed, has it decided, and seals the answer for the gateway that asked. */
export function signInHandler({ signIn, sealer, passcodeMac, sourceMac, opened: told }: SignInHandlerDependencies) {
  return async (request: AuthenticateRequest): Promise<{ sealedAnswer: string }> => {
    const started = performance.now();
    const opened = sealer.open(Buffer.from(request.sealedCredentials, 'base64url'), authenticateAad(request.requestKey));
    const credentials = credentialsSchema.parse(JSON.parse(opened.toString('utf8')));
    const question = toRequest(request, credentials, passcodeMac, sourceMac);
    told?.(performance.now() - started);
    const answer: Answer = await signIn.decide(question);
    const sealed = sealer.seal(Buffer.from(JSON.stringify(answer), 'utf8'), authenticateReplyAad(request.requestKey));
    return { sealedAnswer: sealed.toString('base64url') };
  };
}

function toRequest(
  request: AuthenticateRequest, credentials: Credentials, passcodeMac: KeyedMac, sourceMac: KeyedMac,
): OpenedRequest {
  return {
    requestKey: request.requestKey,
    agentHostId: request.agentHostId,
    secretVersion: request.secretVersion,
    proven: request.proven,
    sourceAddress: request.sourceAddress,
    callingStationId: request.callingStationId,
    nasIdentifier: request.nasIdentifier,
    source: sourceMac.mac(text(request.agentHostId), text(request.callingStationId ?? '')).subarray(0, 16).toString('base64url'),
    userName: readText(Buffer.from(credentials.userName, 'base64url')),
    state: request.state,
    credentials: typed(request, credentials, passcodeMac),
  };
}

function typed(request: AuthenticateRequest, credentials: Credentials, passcodeMac: KeyedMac): TypedCredentials {
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
    passwordMac: passcodeMac.mac(text(request.agentHostId), password).toString('base64url'),
  };
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
