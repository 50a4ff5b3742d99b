/** A standalone server as a process of its own; tells its parent where it listens. */
import { startStandalone } from '@countersign/standalone';
import type { StandaloneConfig } from '@countersign/standalone';
import type { StandaloneReady } from './standalone.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- standalone.ts makes the argument
const config = JSON.parse(process.argv[2] ?? '') as StandaloneConfig;
const standalone = await startStandalone(config, { onError: (error) => {
  process.stderr.write(`standalone: ${error instanceof Error ? error.message : String(error)}\n`);
} });
const ready: StandaloneReady = {
  httpUrl: standalone.httpUrl, apiKeyFile: standalone.apiKeyFile,
  radius: { address: standalone.radius.address, port: standalone.radius.port },
};

const stop = (): void => {
  void standalone.stop().then(() => process.exit(0), () => process.exit(1));
};
process.once('SIGTERM', stop);
// Ctrl-C in a terminal reaches the whole group: the parent stops its children in order.
process.on('SIGINT', () => undefined);
// The parent is gone.
process.once('disconnect', stop);

process.send?.(ready);
