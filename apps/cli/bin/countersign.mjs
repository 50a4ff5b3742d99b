#!/usr/bin/env node
// Runs the built command line with the Node.js that this checkout pins; starts under Node.js 20, before a build, too.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const inCheckout = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const pinnedNode = inCheckout('node_modules/node/bin/node');
const oldestNode = 24;
const exitNotBuilt = 69;

function fail(message) {
  process.stderr.write(`countersign: ${message}\n`);
  process.exit(exitNotBuilt);
}

if (!existsSync(main)) {
  fail(`not built yet. In ${inCheckout('')} run "npm start", which builds it and starts the server – or, without a server, "npm ci && npx tsc -b apps/cli".`);
}
if (Number(process.versions.node.split('.')[0]) >= oldestNode) {
  await import(main);
} else if (existsSync(pinnedNode)) {
  runPinned();
} else {
  fail(`needs Node.js ${oldestNode}, which comes with the packages. In ${inCheckout('')} run "npm ci".`);
}

function runPinned() {
  const child = spawn(pinnedNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('error', (error) => { fail(`cannot start ${pinnedNode}: ${error.message}`); });
  // Ctrl-C reaches both from the terminal; what is sent to this process alone is handed on. The child's end decides.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => { child.kill(signal); });
  process.on('SIGINT', () => { /* the child has it, too */ });
  child.on('exit', (code, signal) => { process.exit(signal === null ? code : 128 + constants.signals[signal]); });
}
