import { join } from 'node:path';
import { describe } from '@jest/globals';
import { type SlapdOptions, type SlapdServer, startSlapd } from '@countersign/local-servers';
import { askHost } from './host-protocol.ts';
import { uniqueName } from './names.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** An OpenLDAP server of one's own, to stop, kill and restart. */
export interface PrivateSlapd extends SlapdServer, AsyncDisposable {}

/** Starts one in a temporary folder. @throws with what to install where there is none */
export async function privateSlapd(options: Omit<SlapdOptions, 'binary' | 'dir'>): Promise<PrivateSlapd> {
  const server = await startSlapd({ ...options, binary: await askHost('program/slapd'), dir: join(temporaryFolder(), `slapd-${uniqueName()}`) });
  return Object.assign(server, { [Symbol.asyncDispose]: async () => server.stop() });
}

/** `describe` where there is an OpenLDAP, or one can be installed; elsewhere the tests are skipped, and the reason is said. */
export async function describeWithSlapd(): Promise<typeof describe | typeof describe.skip> {
  try {
    await askHost('program/slapd');
    return describe;
  } catch (error) {
    process.stderr.write(`SKIPPED: ${error instanceof Error ? error.message : String(error)}\n`);
    return describe.skip;
  }
}
