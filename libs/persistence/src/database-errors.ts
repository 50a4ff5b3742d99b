/** SQLSTATE classes (PostgreSQL documentation, appendix A) by what a caller can do about them. */

/** A deadlock or a serialisation failure: the same transaction may well succeed when it is run again. */
export function isRetryable(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40P01' || code === '40001';
}

/** A value was refused (data exception, integrity violation): trying again brings the same. */
export function isBadData(error: unknown): boolean {
  const code = codeOf(error);
  return /^2[23][0-9A-Z]{3}$/.test(code);
}

/** Nobody answers, or the server is going down or coming up, or it took back a transaction that waited too long (25P03). */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  return code.startsWith('08') || ['57P01', '57P02', '57P03', '53300', '25P03'].includes(code)
    || ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'].includes(code)
    || /Connection terminated|is not queryable|timeout exceeded when trying to connect|^timeout expired$|^Query read timeout$/i.test(messageOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string' ? error.message : '';
}
