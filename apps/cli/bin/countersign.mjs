#!/usr/bin/env node
// Runs the built command line with the Node that this checkout pins; works before a build, and under Node 20.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const inCheckout = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const pinnedNode = inCheckout('node_modules/node/bin/node');
const oldestNode = 24;
const exitUnavailable = 69;

function fail(message) {
  process.stderr.write(`countersign: ${message}\n`);
  process.exit(exitUnavailable);
}

if (!existsSync(main)) fail(`not built yet. In ${inCheckout('')} run: npm ci && npm run build`);

if (Number(process.versions.node.split('.')[0]) >= oldestNode) {
  await import(main);
} else if (existsSync(pinnedNode)) {
  const child = spawnSync(pinnedNode, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (child.error) fail(`cannot start ${pinnedNode}: ${child.error.message}`);
  process.exit(child.status ?? 1);
} else {
  fail(`needs Node ${oldestNode}. In ${inCheckout('')} run: npm ci`);
}
