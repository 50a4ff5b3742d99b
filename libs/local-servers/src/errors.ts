/** Why a server on this host could not be started, found or stopped. */
export type LocalServerErrorCode =
  | 'bad-setting'            // an option or environment variable has a value that is not offered
  | 'program-not-found'      // the server's program, or one that starting it needs, is not installed
  | 'unsupported-platform'   // no PostgreSQL binaries for this operating system and processor
  | 'folder-in-use'          // another starter holds the folder
  | 'cannot-leave-root'      // PostgreSQL refuses to run as root, and no other way was found
  | 'wrong-owner'            // the files belong to a user that this process cannot act for
  | 'password-missing'       // the cluster exists but the file with its superuser password does not
  | 'cluster-missing'        // the folder points to a cluster that is not there
  | 'port-taken'             // another program listens on the port that was asked for
  | 'start-failed'           // the program ended before it was ready
  | 'start-timeout'          // the program runs but did not get ready in time
  | 'not-stopped';           // a process survived every signal

/** Whether an error is one of the operating system's (or Node's) with one of the codes, 'ENOENT' say. */
export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' && codes.includes(error.code);
}

/** The one error that this package throws; `message` says what to do about it. */
export class LocalServerError extends Error {
  override readonly name = 'LocalServerError';
  readonly code: LocalServerErrorCode;

  constructor(code: LocalServerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
