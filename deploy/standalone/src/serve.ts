import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Places, addressLines, firstSignInLines } from './announcement.ts';
import { BackgroundLog } from './background-log.ts';
import type { StandaloneConfig } from './config.ts';
import { demoLines } from './demo/demo-lines.ts';
import { DemoError } from './demo/prepare-demo.ts';
import type { Groundwork } from './groundwork.ts';
import { type Standalone, startStandalone } from './start-standalone.ts';

const checkout = path.resolve(import.meta.dirname, '..', '..', '..');
const SECRET_BYTES = 12;

const log = new BackgroundLog({ print: (line) => console.error(line), now: Date.now, later: (work, ms) => void setTimeout(work, ms).unref() });

function placesOf(standalone: Standalone): Places {
  const { httpUrl, radius, accounting, apiKeyFile, firstAdministratorFile, cluster } = standalone;
  const { hostname, port, protocol } = new URL(httpUrl);
  const secure = protocol === 'https:';
  return {
    checkout, apiKeyFile, firstAdministratorFile, cluster,
    http: { host: hostname.replaceAll(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), secure },
    radius: { host: radius.address, port: radius.port },
    accounting: { host: accounting.address, port: accounting.port },
  };
}

async function introduction(standalone: Standalone, config: StandaloneConfig): Promise<string[]> {
  const places = placesOf(standalone);
  const lines = [...addressLines(places), ''];
  if (config.demo) return [...lines, ...await demonstration(standalone, places)];
  if (!standalone.isEmpty) return lines;
  return [...lines, ...firstSignInLines(places, randomBytes(SECRET_BYTES).toString('hex')), ''];
}

async function demonstration(standalone: Standalone, places: Places): Promise<string[]> {
  try {
    const demo = await standalone.prepareDemo();
    return [...await demoLines(demo, places, { isTerminal: process.stdout.isTTY, now: Date.now() }), ''];
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    return [error.message, '']; // the server itself is well
  }
}

/** Starts, tells where everything is, and stays until it is told to stop. @returns the exit code */
export async function serve(config: StandaloneConfig, groundwork: Promise<Groundwork>, stopped: Promise<void>): Promise<number> {
  const standalone = await startStandalone(config, { onError: (error) => log.error(error), onHealth: (change) => log.health(change) }, groundwork);
  try {
    for (const line of await introduction(standalone, config)) console.log(line);
    console.log(`Ready in ${(performance.now() / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
    await stopped;
    console.log('Stopping …');
  } finally {
    await standalone.stop();
  }
  return 0;
}
