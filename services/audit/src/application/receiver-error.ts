import { FAILURE_CHARACTERS, type ForwardingSettings } from '@countersign/contracts';

/** Says which receiver it is: whoever reads the log has to mend that one, or the settings. */
export class ReceiverError extends Error {
  override readonly name = 'ReceiverError';
  /** Without the receiver, for those who see the settings beside it. A certificate has a word in it: one line, not too long. */
  readonly reason: string;

  constructor({ host, port, transport }: ForwardingSettings, reason: string) {
    super(`the trail is not forwarded: the syslog receiver ${host}:${port} (${transport}) ${reason}`);
    this.reason = reason.replaceAll(/\p{C}+/gu, ' ').slice(0, FAILURE_CHARACTERS);
  }
}
