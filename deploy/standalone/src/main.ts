import { shownPasswords } from '@countersign/persistence/url-with-password';
import { type StandaloneConfig, USAGE, readConfig } from './config.ts';
import { abandon, layGroundwork } from './groundwork.ts';

/** Resolves when somebody wants an end: Ctrl-C, a signal, a closed terminal, or the death of whoever started us. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
}

// A closed terminal or pipe takes the words away, not the server.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

let config: StandaloneConfig | undefined;
try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(USAGE);
    process.exit(0);
  }
  let stopping = false;
  const stopped = toldToStop().then(() => { stopping = true; });
  config = readConfig(args, process.env, process.cwd());
  for (const warning of shownPasswords(args, ['database-url'])) console.error(warning);
  const groundwork = layGroundwork(config);
  groundwork.catch(() => undefined); // whoever waits for it is told
  const { serve } = await import('./serve.ts');
  if (stopping) {
    await abandon(groundwork);
    process.exit(0);
  }
  process.exit(await serve(config, groundwork, stopped));
} catch (error) {
  const { explainStartFailure } = await import('./start-failure.ts');
  const failure = explainStartFailure(error, config);
  console.error(failure?.message ?? error);
  process.exit(failure?.exitCode ?? 1);
}
