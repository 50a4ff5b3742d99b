import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server of TCP, and plays a server that is stopped, slow, refuses whoever comes, or vanished. */
export class Doorway implements AsyncDisposable {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  /**
   * `silent`: what is sent either way is lost, and who sent it is told nothing; later it is a connection that nobody knows.
   * `gone`: the same, and nobody is told later, either.
   */
  mode: 'open' | 'slow' | 'refusing' | 'silent' | 'gone' = 'open';

  /** @param slowMs how late a slow server answers */
  private constructor(private readonly to: { readonly host: string; readonly port: number }, private readonly slowMs: number) {}

  static async before(address: string, slowMs: number): Promise<Doorway> {
    const { hostname, port } = new URL(`tcp://${address}`);
    const door = new Doorway({ host: hostname, port: Number(port) }, slowMs);
    await door.start();
    return door;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Listens, at the same address as before. */
  async start(): Promise<void> {
    this.#server = createServer((client) => this.#pass(client)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on a port, not on a path
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nobody listens any more, and who was connected is cut off. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => { this.#server?.close(() => resolve()); });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #pass(client: Socket): void {
    this.#keep(client);
    if (this.mode === 'refusing') {
      client.resetAndDestroy();
      return;
    }
    const waits = this.mode === 'slow' ? this.slowMs : 0;
    const server = this.#keep(connect(this.to));
    let [gone, lost] = [false, false];
    const isLost = (): boolean => {
      gone ||= this.mode === 'gone';
      if (gone) return true;
      if (lost && this.mode !== 'silent') client.resetAndDestroy();
      lost ||= this.mode === 'silent';
      return lost;
    };
    client.on('data', (data) => { if (!isLost()) server.write(data); });
    server.on('data', (data) => {
      if (isLost()) return;
      if (waits === 0) client.write(data);
      else setTimeout(() => client.writable && client.write(data), waits).unref();
    }).on('close', () => client.destroy());
    client.on('close', () => server.destroy());
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
