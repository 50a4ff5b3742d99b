import type { OcraSuite } from './suite.ts';

/**
 * What a suite is chosen for: a person's response, the server's own response that proves it to the token (mutual
 * modes), or a signature over the question.
 */
export type OcraUse = 'response' | 'server-response' | 'signature';

export type OcraUseFault = 'server-response-with-pin' | 'signature-with-session';

/**
 * Why a suite cannot serve this use, if so. The server's response is computed without the PIN, which the server need
 * not know (RFC 6287 section 7.2), and a signature without session information (section 7.3).
 */
export function ocraUseFault(suite: OcraSuite, use: OcraUse): OcraUseFault | undefined {
  if (use === 'server-response' && suite.pinHash !== undefined) return 'server-response-with-pin';
  if (use === 'signature' && suite.sessionBytes !== undefined) return 'signature-with-session';
  return undefined;
}
