import { askJetStream, JetStreamRefusal } from './jetstream-request.ts';
import { connectNats, type ConnectNatsOptions } from './connect-nats.ts';
import { auditConsumer, auditStream, auditSubjects, bucketStream, bucketSubjects } from './names.ts';
import type { NatsLink } from './nats-link.ts';

const DEADLINE_MS = 10_000;
const NANOSECONDS = 1_000_000;
/** A repeated message id is noticed this long. */
const DUPLICATE_WINDOW_MS = 120_000;
/** What a consumer took and neither acknowledged nor spoke of for this long goes to another one. */
const ACK_WAIT_MS = 10_000;
/** Messages that consumers may hold at once, over all replicas of audit. */
const MAX_ACK_PENDING = 5000;
/** The stream has this name already, with other settings. */
const NAME_IN_USE = 10_058;

/** The service name of the step that sets NATS up; its key may listen to `_INBOX.installer.>`. */
export const installerService = 'installer';

export interface EnsureNatsResourcesOptions extends Pick<ConnectNatsOptions, 'servers' | 'keySeed' | 'login' | 'onStatus' | 'signal'> {
  /** Copies of each stream in a cluster: 1 (default), 3 or 5. */
  readonly copies?: number;
}

/**
 * Makes the AUDIT stream, audit's consumer and the bucket of agent hosts, or brings them to today's settings. Repeatable.
 *
 * @throws BusError when NATS has no JetStream or the key is not permitted, JetStreamRefusal when settings cannot be changed so
 */
export async function ensureNatsResources({ copies = 1, ...options }: EnsureNatsResourcesOptions): Promise<void> {
  const link = await connectNats({ ...options, service: installerService, replica: 'setup' });
  try {
    await ensureStream(link, auditSettings(copies));
    await ask(link, `CONSUMER.CREATE.${auditStream}.${auditConsumer}`, { stream_name: auditStream, config: consumerSettings });
    await ensureStream(link, bucketSettings(copies));
  } finally {
    await link.close();
  }
}

/** Events stay until audit has acknowledged them; when the disk is full new ones are refused and stay in the outbox. */
const auditSettings = (copies: number) => ({
  name: auditStream, subjects: [auditSubjects], storage: 'file', retention: 'workqueue', discard: 'new', num_replicas: copies,
  max_msgs: -1, max_bytes: -1, max_age: 0, max_msg_size: -1, max_consumers: -1,
  duplicate_window: DUPLICATE_WINDOW_MS * NANOSECONDS,
});

const consumerSettings = {
  durable_name: auditConsumer, deliver_policy: 'all', ack_policy: 'explicit', replay_policy: 'instant',
  ack_wait: ACK_WAIT_MS * NANOSECONDS, max_deliver: -1, max_ack_pending: MAX_ACK_PENDING,
};

const bucketSettings = (copies: number) => ({
  name: bucketStream, subjects: [bucketSubjects], storage: 'file', retention: 'limits', discard: 'new', num_replicas: copies,
  max_msgs_per_subject: 1, max_msgs: -1, max_bytes: -1, max_age: 0, max_msg_size: -1, max_consumers: -1,
  allow_direct: true, allow_rollup_hdrs: true, deny_delete: true,
  duplicate_window: DUPLICATE_WINDOW_MS * NANOSECONDS,
});

async function ensureStream(link: NatsLink, settings: { readonly name: string }): Promise<void> {
  try {
    await ask(link, `STREAM.CREATE.${settings.name}`, settings);
  } catch (error) {
    if (!(error instanceof JetStreamRefusal && error.errorCode === NAME_IN_USE)) throw error;
    await ask(link, `STREAM.UPDATE.${settings.name}`, settings);
  }
}

async function ask(link: NatsLink, what: string, request: object): Promise<void> {
  await askJetStream(link, { subject: `$JS.API.${what}`, payload: Buffer.from(JSON.stringify(request)), deadlineMs: DEADLINE_MS });
}
