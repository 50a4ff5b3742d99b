/**
 * Jest's global set-up: starts the run's host process and tells the workers its address. The host is a
 * process of its own because Jest cannot load TypeScript modules here, and because what it owns must
 * end properly when Jest does not (Ctrl-C, a crash). It starts a server only when a spec asks for one.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const HOST = fileURLToPath(new URL('../src/servers/run-host.ts', import.meta.url));

export default async function globalSetup() {
  if (Number(process.versions.node.split('.')[0]) < 24) throw new Error(`Node.js 24 is needed, this is ${process.version}: use "npm test".`);
  const host = spawn(process.execPath, ['--conditions=countersign-source', HOST], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // Ctrl-C ends Jest; the host then cleans up
  });
  const run = await new Promise((resolve, reject) => {
    createInterface({ input: host.stdout }).once('line', resolve);
    host.once('error', reject);
    host.once('exit', () => { reject(new Error('The host process of the test run did not start.')); });
  });
  process.env.TEST_RUN_OF_COUNTERSIGN = run;
  // The specs start the same few programs a hundred times: each is compiled once.
  process.env.NODE_COMPILE_CACHE ??= path.join(JSON.parse(run).folder, 'compiled');
  globalThis.testRunHost = host;
}
