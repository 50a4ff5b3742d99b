import type { SharedSecret } from '../integrity/shared-secret.ts';
import { readMsChapV2, type MsChapFault } from '../mschap/ms-chap-attributes.ts';
import type { MsChapV2Exchange } from '../mschap/ms-chap-v2.ts';
import { type Outcome, refused, usable } from '../outcome.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { findValue, type Packet } from '../packet/packet.ts';
import { type ChapExchange, type ChapFault, readChap } from './chap.ts';
import { revealUserPassword, type UserPasswordFault } from './user-password.ts';

/** By what an Access-Request wants to be let in. */
export type RequestCredentials =
  /** An opened User-Password. */
  | { readonly kind: 'pap'; readonly password: Buffer }
  | { readonly kind: 'chap'; readonly chap: ChapExchange }
  | { readonly kind: 'ms-chap-v2'; readonly msChapV2: MsChapV2Exchange }
  | { readonly kind: 'eap' }
  /** RFC 2865 section 4.1 allows it with State only. */
  | { readonly kind: 'none' };

export type CredentialFault =
  | UserPasswordFault
  | ChapFault
  | MsChapFault
  /** Apple's protocol of RFC 2869 section 5.4, gone for decades. */
  | 'arap-unsupported'
  /** Two kinds in one request: which of them is meant cannot be known. */
  | 'several-credentials';

/** Reads what a verified Access-Request offers as proof of identity; exactly one kind, or none. */
export function readCredentials(packet: Packet, secret: SharedSecret): Outcome<RequestCredentials, CredentialFault> {
  if (findValue(packet, AttributeType.arapPassword) !== undefined) return refused('arap-unsupported');
  const chap = readChap(packet);
  if (!chap.ok) return chap;
  const msChapV2 = readMsChapV2(packet);
  if (!msChapV2.ok) return msChapV2;

  const found: RequestCredentials[] = [];
  if (chap.value !== undefined) found.push({ kind: 'chap', chap: chap.value });
  if (msChapV2.value !== undefined) found.push({ kind: 'ms-chap-v2', msChapV2: msChapV2.value });
  if (findValue(packet, AttributeType.eapMessage) !== undefined) found.push({ kind: 'eap' });
  const hidden = findValue(packet, AttributeType.userPassword);
  if (hidden !== undefined) {
    const password = revealUserPassword(hidden, secret, packet.authenticator);
    if (!password.ok) return password;
    found.push({ kind: 'pap', password: password.value });
  }
  const [credentials = { kind: 'none' }, another] = found;
  return another === undefined ? usable(credentials) : refused('several-credentials');
}
