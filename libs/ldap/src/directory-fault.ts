/** Why a server gave no answer that counts. */
export type FaultCode =
  | 'unreachable'      // no connection, or it broke
  | 'timeout'          // the time for this server is over
  | 'tls-failed'       // no TLS, or a certificate that is not believed
  | 'service-refused'  // the service account may not bind or search
  | 'not-understood';  // an answer that LDAP does not allow here, or one that is too long

/** A server's failure to answer. The message is for people and never holds a name or password that was asked about. */
export class DirectoryFault extends Error {
  override readonly name = 'DirectoryFault';

  constructor(readonly code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What went wrong as a fault. @param code for what is none yet */
export function faultOf(error: unknown, code: FaultCode): DirectoryFault {
  if (error instanceof DirectoryFault) return error;
  return new DirectoryFault(code, error instanceof Error ? firstLine(error.message) : code, { cause: error });
}

const firstLine = (text: string): string => (text.split('\n', 1)[0] ?? '').slice(0, 200);
