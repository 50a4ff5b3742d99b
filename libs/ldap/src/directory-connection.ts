import type { Socket } from 'node:net';
import { Client, type Entry, ResultCodeError, type SearchOptions } from 'ldapts';
import { Deadline } from './deadline.ts';
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
  readonly #deadline: Deadline;
  #received = 0;

  private constructor(socket: Socket, deadline: Deadline, longestAnswer: number) {
    this.#socket = socket;
    this.#deadline = deadline;
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

  /**
   * @param timeoutMs for everything on this connection, from here to its end; pages have a time of their own
   * @param signal ends it at any moment
   * @throws DirectoryFault; what the signal aborted with
   */
  static async open(
    server: string, settings: Pick<DirectorySettings, 'security' | 'ca'>, timeoutMs: number, { longestAnswer = LONGEST_ANSWER, signal }: { longestAnswer?: number; signal?: AbortSignal } = {},
  ): Promise<DirectoryConnection> {
    signal?.throwIfAborted();
    let last: Socket | undefined;
    const deadline = new Deadline(() => last?.destroy(), signal);
    deadline.allow(timeoutMs);
    try {
      const socket = await Promise.race([openSocket(server, settings, (opened) => { last = opened; }), deadline.over]);
      return new DirectoryConnection(socket, deadline, longestAnswer);
    } catch (error) {
      deadline.stop();
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

  /**
   * Pages of entries, each asked for when the one before was taken.
   *
   * @param pageMs for the whole of each; while a page is worked on no time counts
   * @throws DirectoryFault when the server refuses, too
   */
  async* pages(baseDn: string, options: SearchOptions, pageSize: number, pageMs: number): AsyncGenerator<readonly Entry[], void> {
    const pages = this.#client.searchPaginated(baseDn, { scope: 'sub', derefAliases: 'never', ...options, paged: { pageSize } });
    for (;;) {
      let page: Awaited<ReturnType<typeof pages.next>> | undefined;
      this.#deadline.allow(pageMs);
      const refused = await this.#asked(async () => { page = await pages.next(); });
      this.#deadline.pause();
      if (refused) throw new DirectoryFault('service-refused', `the server refuses the search (LDAP ${refused.code})`);
      if (!page || page.done === true) return;
      yield page.value.searchEntries;
    }
  }

  close(): void {
    this.#deadline.stop();
    this.#socket.destroy();
  }

  async #asked(work: () => Promise<void>): Promise<Rejection | undefined> {
    this.#received = 0;
    try {
      await Promise.race([work(), this.#deadline.over]);
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
