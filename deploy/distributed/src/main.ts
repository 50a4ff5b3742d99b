import { shownPasswords } from '@countersign/persistence';
import { readConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { type Distributed, startDistributed } from './start-distributed.ts';

const verbose = process.argv.includes('--verbose');
/** Lines of the replicas are JSON and go to a file or a pipe; a terminal gets those that are not. */
function log(line: string): void {
  if (verbose || !/^[a-z-]+-\d+: \{/.test(line) || /"level":(?:"(?:warn|error|fatal)"|[456]0)/.test(line)) console.error(line);
}

async function main(): Promise<void> {
  const started = performance.now();
  const args = process.argv.slice(2).filter((argument) => argument !== '--verbose');
  const config = readConfig(args, process.env, process.cwd());
  for (const warning of shownPasswords(args, ['database-url', 'redis-url'])) console.error(warning);
  const starting = startDistributed(config, { log });
  stopOnSignal(starting);
  const distributed = await starting;
  console.log(`Admin API   ${distributed.httpUrl}   key in ${distributed.apiKeyFile}`);
  console.log(`RADIUS      ${distributed.radius.join('  ')} (authentication)`);
  console.log(`            ${distributed.accounting.join('  ')} (accounting)`);
  for (const { name, pid, healthUrl } of distributed.replicas()) {
    console.log(`${name.padEnd(20)}process ${String(pid).padEnd(9)}${healthUrl}/health/ready  ${healthUrl}/metrics`);
  }
  console.log(`Commands    export COUNTERSIGN_URL=${distributed.httpUrl} COUNTERSIGN_API_KEY_FILE=${distributed.apiKeyFile}`);
  console.log(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
}

/** Ctrl-C during the start waits for its end: what was started is stopped in order. */
function stopOnSignal(starting: Promise<Distributed>): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping …');
    try {
      await (await starting).stop();
      process.exit(0);
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
