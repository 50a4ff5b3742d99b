import {
  type Bus, BusError, type ConfigBucket, type ConfigEntry, type EventStream, type Handler,
  type PartsHandler, type RequestAllOptions, type RequestContract, type RequestOptions, type RequestPartsOptions, type ServeOptions, type StreamMessage, type Subscription,
} from '@countersign/messaging';
import type { NatsLink, NatsStatus } from '@countersign/messaging/nats';
import { readNatsKeyFile } from './secret-files.ts';
import type { ServiceHost } from './service-host.ts';

export interface MessagingSettings {
  readonly COUNTERSIGN_REPLICA: string;
  readonly COUNTERSIGN_NATS_URL: string;
  readonly COUNTERSIGN_NATS_KEY_FILE: string;
}

/** What a process has of NATS, from the start on: until there is a server requests fail and subscriptions wait. */
export interface MessagingOverNats {
  readonly bus: Bus;
  readonly stream: EventStream;
  readonly bucket: ConfigBucket;
  close(): Promise<void>;
}

type Nats = typeof import('@countersign/messaging/nats');

/**
 * Connects in the background, however long it takes.
 *
 * @param readiness whether the process is ready only while it is connected, or the connection is merely reported
 * @throws SettingsError when the key file cannot be used
 */
export async function messagingOverNats(
  service: string, settings: MessagingSettings, { logger, health, onError, patiently }: ServiceHost,
  readiness: 'needed' | 'reported' = 'needed',
): Promise<MessagingOverNats> {
  // Here and not above: standalone imports this package, too, and has no NATS.
  const nats = await import('@countersign/messaging/nats');
  const keySeed = await readNatsKeyFile(settings.COUNTERSIGN_NATS_KEY_FILE);
  const abandoned = new AbortController();
  const onStatus = (status: NatsStatus): void => {
    if (status.type === 'error') onError(status.error);
    else logger.info({ nats: status.type }, 'NATS');
  };
  const link = patiently('NATS', () => nats.connectNats({
    servers: settings.COUNTERSIGN_NATS_URL, service, replica: settings.COUNTERSIGN_REPLICA, keySeed, onStatus, signal: abandoned.signal,
  }));
  const late = new LateLink(link, nats, onError);
  const connected = async (): Promise<void> => {
    if (!late.now().connected) throw new BusError('unavailable');
  };
  if (readiness === 'needed') health.add('nats', connected);
  else health.addReportedOnly('nats', connected);
  const bus = new LateBus(late);
  return {
    bus, stream: new LateStream(late), bucket: new LateBucket(late),
    close: async () => {
      abandoned.abort();
      await bus.close();
      await link.then((open) => open.close(), () => undefined);
    },
  };
}

const monotonic = (): number => performance.now();

/** The link that is being connected. */
class LateLink {
  readonly bus: Promise<Bus>;
  readonly stream: Promise<EventStream>;
  private link: NatsLink | undefined;
  private opening: Promise<ConfigBucket> | undefined;

  constructor(readonly link$: Promise<NatsLink>, private readonly nats: Nats, onError: (error: unknown) => void) {
    this.bus = link$.then((link) => {
      this.link = link;
      return nats.NatsBus.over(link, monotonic, onError);
    });
    this.stream = link$.then(nats.openNatsStream);
    for (const each of [this.bus, this.stream]) each.catch(() => undefined);
  }

  /** @throws BusError when there is none yet */
  now(): NatsLink {
    if (!this.link) throw new BusError('unavailable');
    return this.link;
  }

  /** Opened on first use: not every service may. What fails is tried again by the next one. */
  async bucket(): Promise<ConfigBucket> {
    this.opening ??= this.link$.then(this.nats.openNatsBucket);
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }
}

class LateBus implements Bus {
  private closed = false;

  constructor(private readonly late: LateLink) {}

  async request<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestOptions): Promise<Reply> {
    this.late.now();
    return (await this.late.bus).request(contract, body, options);
  }

  async requestAll<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestAllOptions): Promise<Reply[]> {
    this.late.now();
    return (await this.late.bus).requestAll(contract, body, options);
  }

  async requestParts<Request, Reply>(contract: RequestContract<Request, Reply>, body: Request, options: RequestPartsOptions<Reply>): Promise<void> {
    this.late.now();
    await (await this.late.bus).requestParts(contract, body, options);
  }

  async serveParts<Request, Reply>(
    contract: RequestContract<Request, Reply>, handler: PartsHandler<Request, Reply>, options?: ServeOptions,
  ): Promise<Subscription> {
    return (await this.late.bus).serveParts(contract, handler, options);
  }

  async serve<Request, Reply>(contract: RequestContract<Request, Reply>, handler: Handler<Request, Reply>, options?: ServeOptions): Promise<Subscription> {
    return (await this.late.bus).serve(contract, handler, options);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.late.bus.then((bus) => bus.close(), () => undefined);
  }
}

class LateStream implements EventStream {
  constructor(private readonly late: LateLink) {}

  async publish(subject: string, id: string, data: Uint8Array): Promise<void> {
    this.late.now();
    await (await this.late.stream).publish(subject, id, data);
  }

  async consume(
    options: { readonly durable: string; readonly maxBatch: number }, handler: (batch: readonly StreamMessage[]) => Promise<void>,
  ): Promise<Subscription> {
    return (await this.late.stream).consume(options, handler);
  }
}

class LateBucket implements ConfigBucket {
  constructor(private readonly late: LateLink) {}

  async put(key: string, value: Uint8Array, version: number): Promise<void> {
    this.late.now();
    await (await this.late.bucket()).put(key, value, version);
  }

  async delete(key: string, version: number): Promise<void> {
    this.late.now();
    await (await this.late.bucket()).delete(key, version);
  }

  async keys(): Promise<ReadonlyMap<string, number>> {
    this.late.now();
    return (await this.late.bucket()).keys();
  }

  async watch(handler: (entry: ConfigEntry) => void): Promise<{ readonly ready: Promise<void>; stop(): void }> {
    return (await this.late.bucket()).watch(handler);
  }
}
