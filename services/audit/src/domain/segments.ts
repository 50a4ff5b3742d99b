import type { ChainHead } from './chain.ts';

/** A stretch of the chain that nothing will be added to. Its digest is that of its last entry: what follows hangs on it. */
export interface Seal {
  /** Of the partition that holds it. */
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** Digest of the entry before the first; 32 bytes. */
  readonly before: Buffer;
  readonly digest: Buffer;
}

/** A seal as it was found, with what became of the segment. */
export interface Segment extends Seal {
  /** False: the signature under the seal, or under the order to remove the segment, does not fit. */
  readonly authentic: boolean;
  /** Ordered to go, and gone. */
  readonly removed: boolean;
}

/** What is signed: a seal, or the order to remove the segment. */
export const sealText = ({ name, first, last, before, digest }: Seal): string =>
  `segment ${name} ${first} ${last} ${before.toString('hex')} ${digest.toString('hex')}`;
export const removalText = (seal: Seal): string => `remove ${sealText(seal)}`;

/** Where the chain ends when a segment is over. */
export const endOf = ({ last, digest }: Seal): ChainHead => ({ sequence: last, digest });
