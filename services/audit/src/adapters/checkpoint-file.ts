import { appendFile, readFile } from 'node:fs/promises';
import type { KeyedMac } from '@countersign/crypto';
import { constantTimeEqual } from '@countersign/crypto';
import type { ChainHead, Checkpoint } from '../domain/index.ts';

/** Signed heads of the chain in a file, one a line: "sequence digest signature". A cut tail of the trail shows here. */
export class CheckpointFile {
  constructor(private readonly file: string, private readonly mac: KeyedMac) {}

  async add(head: ChainHead): Promise<void> {
    const text = `${head.sequence} ${head.digest.toString('hex')}`;
    await appendFile(this.file, `${text} ${this.sign(text)}\n`, { mode: 0o600 });
  }

  async all(): Promise<Checkpoint[]> {
    const lines = (await this.read()).split('\n').filter((line) => line !== '');
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
