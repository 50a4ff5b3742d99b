/** What the pipeline needs from the outside. */
import type { Answer } from '@countersign/contracts';
import type { SharedSecret } from '@countersign/radius';

/** An agent host as the gateway knows it, its secret opened. */
export interface KnownHost {
  readonly id: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly secret: SharedSecret;
  readonly secretVersion: number;
  readonly requireMessageAuthenticator: boolean;
  readonly limitProxyState: boolean;
}

export interface SignInQuestion {
  readonly requestKey: string;
  readonly host: KnownHost;
  readonly proven: boolean;
  readonly sourceAddress: string;
  readonly callingStationId: string | null;
  readonly nasIdentifier: string | null;
  /** What the request says of itself, as it came: type, length and value of each attribute. */
  readonly attributes: Buffer;
  readonly state: Buffer | null;
  readonly userName: Buffer;
  readonly credentials:
    | { readonly method: 'pap'; readonly password: Buffer }
    | { readonly method: 'chap'; readonly identifier: number; readonly challenge: Buffer; readonly response: Buffer }
    | { readonly method: 'unsupported'; readonly offered: string };
}

export interface AccountingRecord {
  readonly requestKey: string;
  readonly host: KnownHost;
  readonly sourceAddress: string;
  readonly userName: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The auth service. Rejects when no answer came within the time: then the NAS gets none either. */
export interface AuthService {
  authenticate(question: SignInQuestion, remainingMs: number): Promise<Answer>;
  /** Whether it was recorded; false: there was no room. */
  account(record: AccountingRecord, remainingMs: number): Promise<boolean>;
  /** Whether auth was ready within the last moments (RFC 5997: Status-Server asks for it). */
  isReady(): boolean;
}

/** Above every port of UDP: an administrator's datagram is never taken for a device's. */
export const FIRST_TEST_PORT = 65_536;

export interface Sender {
  readonly address: string;
  readonly port: number;
}

/** Keyed MAC of a request: 16 bytes, hexadecimal. */
export type RequestKeyOf = (hostId: string, material: Buffer) => string;

/** What the pipeline tells the outside while it works; never a secret. */
export interface GatewayEvents {
  received(port: 'authentication' | 'accounting'): void;
  /** Source found, packet decoded, its authenticator verified. */
  verified(tookMs: number): void;
  /** A device sent an Access-Request with a Message-Authenticator, or one without: that one may be forged. */
  sighted(host: KnownHost, isProtected: boolean): void;
  /** A reject left after it was held back for so long. */
  held(tookMs: number): void;
  dropped(source: string, reason: string, host: KnownHost | null): void;
  replied(kind: 'accept' | 'reject' | 'challenge' | 'accounting' | 'status', tookMs: number): void;
  repeated(kind: 'answered' | 'in-flight'): void;
  /** What came instead of an answer; its device hears nothing. */
  failed(error: unknown): void;
}
