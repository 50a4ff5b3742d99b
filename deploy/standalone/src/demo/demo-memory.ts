import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sealer } from '@countersign/crypto';
import { z } from 'zod';

const memorySchema = z.strictObject({ serial: z.string(), otpauth: z.string() });
export type DemoToken = z.infer<typeof memorySchema>;

const AAD = 'standalone.demo:token';

/**
 * The demonstration's token, so that a later start can show it again: the directory shows a seed only once. Sealed, as
 * every seed at rest is.
 */
export class DemoMemory {
  private readonly file: string;

  constructor(dataDir: string, private readonly sealer: Sealer) {
    this.file = path.join(dataDir, 'demo-token');
  }

  /** Undefined when there is none, or it cannot be opened with the present key. */
  async recall(): Promise<DemoToken | undefined> {
    try {
      const plain = this.sealer.open(await readFile(this.file), AAD).toString('utf8');
      return memorySchema.parse(JSON.parse(plain));
    } catch {
      return undefined;
    }
  }

  async keep(token: DemoToken): Promise<void> {
    const draft = `${this.file}.draft`;
    await writeFile(draft, this.sealer.seal(Buffer.from(JSON.stringify(token), 'utf8'), AAD), { mode: 0o600 });
    await rename(draft, this.file);
  }
}
