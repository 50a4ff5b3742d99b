import { ConfigError, readConfig } from './config.ts';
import { startStandalone } from './start-standalone.ts';

/** Reports what went wrong in the background; the message of an error here never holds a secret. */
function report(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error);
}

async function main(): Promise<void> {
  const started = performance.now();
  const config = readConfig(process.argv.slice(2), process.env, process.cwd());
  const standalone = await startStandalone(config, report);
  const { httpUrl, radius, accounting, apiKeyFile } = standalone;
  console.log(`Admin API  ${httpUrl}   key in ${apiKeyFile}`);
  console.log(`RADIUS     ${radius.address}:${radius.port} (authentication)   ${accounting.address}:${accounting.port} (accounting)`);
  console.log(`First sign-in, in another terminal:
  npx countersign site add office
  npx countersign user add alice --site office
  npx countersign token add --site office --type totp --assign alice
  printf '%s' testing123 | npx countersign agent-host add vpn --site office --address 127.0.0.1/32 --secret-stdin --open-to-site
  npx countersign radius test alice`);
  console.log(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops everything.`);

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('Stopping …');
    standalone.stop().then(() => process.exit(0), (error: unknown) => {
      report(error);
      process.exit(1);
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : 1);
}
