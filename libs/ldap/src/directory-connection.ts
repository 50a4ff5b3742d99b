import type { Socket } from 'node:net';
import { Client, type Entry, ResultCodeError, type SearchOptions } from 'ldapts';
import type { DirectorySettings } from './directory-settings.ts';
import { DirectoryFault, faultOf } from './directory-fault.ts';
import { openSocket } from './open-socket.ts';

/** What one answer may be long, so that a server cannot fill our memory. */
const LONGEST_ANSWER = 4 * 1024 ** 2;
/** Names that ldapts takes for SASL mechanisms and not for somebody's name. */
const MECHANISMS = new Set(['EXTERNAL', 'PLAIN', 'DIGEST-MD5', 'SCRAM-SHA-1']);

/** LDAP's word on a request, such as 49 for a wrong password; `message` is the server's. */
export interface Rejection {
  readonly code: number;
  readonly message: string;
}

/**
 * One dialogue with one server, ended for good when its time is over or the connection breaks: it never connects again
 * by itself, since what followed would be said to whoever answers then.
 */
export class DirectoryConnection {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #over: Promise<never>;
  #received = 0;

  private constructor(socket: Socket, over: Promise<never>, timer: NodeJS.Timeout | undefined, longestAnswer: number) {
    this.#socket = socket;
    this.#over = over;
    this.#timer = timer;
    let used = false;
    const hand = (): Socket => {
      if (used || socket.destroyed) throw new DirectoryFault('unreachable', 'the connection broke');
      used = true;
      socket.on('data', (chunk: Buffer) => {
        this.#received += chunk.length;
        if (this.#received > longestAnswer) socket.destroy(new DirectoryFault('not-understood', 'the answer is too long'));
      });
      return socket;
    };
    this.#client = new Client({ url: 'ldap://directory', createConnection: hand, strictDN: false });
  }

  /** @param timeoutMs for everything on this connection, from here to its end. @throws DirectoryFault */
  static async open(
    server: string, settings: Pick<DirectorySettings, 'security' | 'ca'>, timeoutMs: number, longestAnswer = LONGEST_ANSWER,
  ): Promise<DirectoryConnection> {
    let last: Socket | undefined;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new DirectoryFault('timeout', `no answer within ${timeoutMs} ms`));
        last?.destroy();
      }, timeoutMs);
    });
    over.catch(() => undefined); // whoever waits hears of it; nobody has to wait
    try {
      const socket = await Promise.race([openSocket(server, settings, (opened) => { last = opened; }), over]);
      return new DirectoryConnection(socket, over, timer, longestAnswer);
    } catch (error) {
      clearTimeout(timer);
      last?.destroy();
      throw error;
    }
  }

  /** @returns undefined when the name and password are right. @throws DirectoryFault */
  async bind(name: string, password: string): Promise<Rejection | undefined> {
    // To LDAP either of these means nobody, and that succeeds (RFC 4513, sections 5.1.1 and 5.1.2).
    if (name === '' || password === '') throw new DirectoryFault('not-understood', 'a bind without name or password proves nothing');
    if (MECHANISMS.has(name)) return { code: INVALID_CREDENTIALS, message: '' };
    return this.#asked(async () => {
      await this.#client.bind(name, password);
    });
  }

  /** Entries below `baseDn`, or the server's refusal. @throws DirectoryFault */
  async search(baseDn: string, options: SearchOptions): Promise<{ readonly entries: readonly Entry[] } | { readonly refused: Rejection }> {
    let entries: readonly Entry[] = [];
    const refused = await this.#asked(async () => {
      entries = (await this.#client.search(baseDn, { scope: 'sub', derefAliases: 'never', ...options })).searchEntries;
    });
    return refused ? { refused } : { entries };
  }

  /** Pages of entries, each asked for when the one before was taken. @throws DirectoryFault when the server refuses, too */
  async* pages(baseDn: string, options: SearchOptions, pageSize: number): AsyncGenerator<readonly Entry[], void> {
    const pages = this.#client.searchPaginated(baseDn, { scope: 'sub', derefAliases: 'never', ...options, paged: { pageSize } });
    for (;;) {
      let page: Awaited<ReturnType<typeof pages.next>> | undefined;
      const refused = await this.#asked(async () => { page = await pages.next(); });
      if (refused) throw new DirectoryFault('service-refused', `the server refuses the search (LDAP ${refused.code})`);
      if (!page || page.done === true) return;
      yield page.value.searchEntries;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.destroy();
  }

  async #asked(work: () => Promise<void>): Promise<Rejection | undefined> {
    this.#received = 0;
    try {
      await Promise.race([work(), this.#over]);
      return undefined;
    } catch (error) {
      if (error instanceof ResultCodeError) return { code: error.code, message: error.message };
      throw faultOf(this.#socket.errored ?? error, 'unreachable');
    }
  }
}

/** RFC 4511, appendix A. */
export const INVALID_CREDENTIALS = 49;
export const NO_SUCH_OBJECT = 32;
export const SIZE_LIMIT_EXCEEDED = 4;
