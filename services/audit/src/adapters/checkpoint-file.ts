import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { KeyedMac } from '@countersign/crypto';
import { constantTimeEqual } from '@countersign/crypto';
import type { ChainHead, Checkpoint } from '../domain/index.ts';

/**
 * Signed heads of the chain in a file, one a line: "sequence digest signature". A cut tail of the trail shows here. A
 * last line without its end was being written when the power went or the process died: it says nothing, and the next
 * line takes its place.
 */
export class CheckpointFile {
  constructor(private readonly file: string, private readonly mac: KeyedMac) {}

  /** Resolves when the line is on disk. */
  async add(head: ChainHead): Promise<void> {
    const text = `${head.sequence} ${head.digest.toString('hex')}`;
    const file = await open(this.file, 'a+', 0o600);
    try {
      await removeHalfLine(file);
      await file.appendFile(`${text} ${this.sign(text)}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async all(): Promise<Checkpoint[]> {
    const lines = (await this.read()).split('\n').slice(0, -1).filter((line) => line !== '');
    return lines.map((line) => {
      const [sequence = '', digest = '', signature = ''] = line.split(' ');
      return {
        sequence: Number(sequence), digest: Buffer.from(digest, 'hex'),
        authentic: constantTimeEqual(signature, this.sign(`${sequence} ${digest}`)),
      };
    });
  }

  private sign(text: string): string {
    return this.mac.mac(Buffer.from(text, 'utf8')).toString('hex');
  }

  private async read(): Promise<string> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    }
  }
}

const LINE_END = 0x0a;
/** Longer than any line; blocks of zeros that some file systems leave after a power failure are longer. */
const BLOCK = 4096;

/** Cuts what stands after the last line's end. */
async function removeHalfLine(file: FileHandle): Promise<void> {
  let { size } = await file.stat();
  const block = Buffer.alloc(BLOCK);
  const whole = size;
  while (size > 0) {
    const start = Math.max(0, size - BLOCK);
    const { bytesRead } = await file.read(block, 0, size - start, start);
    const end = block.subarray(0, bytesRead).lastIndexOf(LINE_END);
    if (end >= 0) {
      size = start + end + 1;
      break;
    }
    size = start;
  }
  if (size < whole) await file.truncate(size);
}
