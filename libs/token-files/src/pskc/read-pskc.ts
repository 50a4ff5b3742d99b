/** Reads PSKC containers (RFC 6030, and the drafts before it that vendors still ship) as a stream of token events. */

import type { TokenFileLimits } from '../limits.ts';
import { SerialRegister } from '../serials.ts';
import { NameKeeper } from '../text/keep.ts';
import { named, repeated, said, subjectOf } from '../detail.ts';
import { RecordRefused, TokenFileError } from '../token-file-error.ts';
import type { RefusedRecord, TokenFileEvent } from '../token-record.ts';
import { attribute, child, type XmlElement } from '../xml/element.ts';
import { PackageStream } from '../xml/package-stream.ts';
import type { Unlock } from '../unlock.ts';
import { ValueOpener } from './open-value.ts';
import { DateReader } from './policy.ts';
import { isHeadElement, readProtection } from './protection.ts';
import { namesOf, readKey, type KeyContext } from './read-key.ts';
import { unlockContainer } from './unlock.ts';

const ROOTS = new Set(['KeyContainer', 'SecretContainer']);
const PACKAGES = new Set(['KeyPackage', 'Device']);
const KEYS = new Set(['Key', 'Secret']);
/** RFC 6030 section 4.1 is version 1.0; drafts went up to 1.2 with the same shape. */
const VERSION = /^1(?:\.\d{1,2})?$/;

export interface PskcOptions {
  readonly unlock: Unlock;
  readonly limits: TokenFileLimits;
  readonly now: Date | undefined;
}

/** @throws TokenFileError any reason but those of text encoding and format detection */
export async function* readPskc(text: AsyncIterable<string>, options: PskcOptions): AsyncGenerator<TokenFileEvent, void> {
  const container = new ContainerReader(options);
  const stream = new PackageStream(options.limits);
  try {
    for await (const piece of text) {
      const elements = stream.push(piece);
      checkRoot(stream.root);
      for (const element of elements) {
        if (container.needsUnlocking(element)) await container.unlock();
        yield* container.read(element);
      }
    }
    stream.end();
  } catch (error) {
    if (error instanceof TokenFileError && error.line === undefined) throw new TokenFileError(error.reason, { line: stream.line, detail: error.detail });
    throw error;
  }
}

function checkRoot(root: XmlElement | undefined): void {
  if (root === undefined) return;
  if (!ROOTS.has(root.name)) throw new TokenFileError('unsupported-format', { line: root.line, detail: named(root.name) });
  const version = attribute(root, 'version');
  if (version !== undefined && !VERSION.test(version)) throw new TokenFileError('unsupported-version', { line: root.line, detail: repeated(version) });
}

/** Reads the children of a container in their order: head, packages, signature. */
class ContainerReader {
  readonly #options: PskcOptions;
  readonly #head: XmlElement[] = [];
  readonly #serials = new SerialRegister();
  readonly #names = new NameKeeper();
  readonly #dates = new DateReader();
  #context: KeyContext | undefined;
  #records = 0;
  #signed = false;

  constructor(options: PskcOptions) {
    this.#options = options;
  }

  needsUnlocking(element: XmlElement): boolean {
    return this.#context === undefined && PACKAGES.has(element.name);
  }

  /** Prepares for the packages once the head is complete. */
  async unlock(): Promise<void> {
    const { limits, unlock, now } = this.#options;
    const protection = readProtection(this.#head, limits);
    const keys = await unlockContainer(protection, unlock);
    this.#context = { opener: new ValueOpener(protection, keys), serials: this.#serials, names: this.#names, dates: this.#dates, now };
  }

  * read(element: XmlElement): Generator<TokenFileEvent, void> {
    if (this.#context !== undefined && PACKAGES.has(element.name)) {
      yield* this.#readPackage(element, this.#context);
    } else if (this.#context === undefined && isHeadElement(element)) {
      if (!this.#head.some(({ name }) => name === element.name)) this.#head.push(element);
    } else if (element.name === 'Signature' && !this.#signed) {
      this.#signed = true;
      yield { type: 'warning', line: element.line, warning: 'signature-not-verified' };
    }
  }

  * #readPackage(element: XmlElement, context: KeyContext): Generator<TokenFileEvent, void> {
    const device = child(element, 'DeviceInfo', 'DeviceId');
    for (const key of element.children) {
      if (!KEYS.has(key.name)) continue;
      this.#records += 1;
      if (this.#records > this.#options.limits.records) throw new TokenFileError('limit-exceeded', { line: key.line, detail: said`number of records` });
      yield readOne(key, device, context);
    }
  }
}

function readOne(key: XmlElement, device: XmlElement | undefined, context: KeyContext): TokenFileEvent {
  try {
    return { type: 'token', line: key.line, token: readKey(key, device, context) };
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    return refusal(key, device, error);
  }
}

function refusal(key: XmlElement, device: XmlElement | undefined, { reason, detail }: RecordRefused): RefusedRecord {
  const { deviceSerial, keyId } = namesOf(key, device);
  const serial = deviceSerial ?? keyId;
  return {
    type: 'refused',
    line: key.line,
    ...subjectOf(serial),
    reason,
    ...(detail !== undefined && { detail }),
  };
}
