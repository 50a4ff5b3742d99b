// Writes docs/settings.md from the schemas that check the settings; with --check it only says whether that is up to date.
// Needs a build: the schemas are those of the services' dist folders.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const file = path.join(root, 'docs', 'settings.md');

const load = async (module) => import(pathToFileURL(path.join(root, module)).href);
const { settingsTable } = await load('libs/service-process/dist/index.js');
const services = [
  ['radius-gateway', 'gatewaySettings', 'The UDP edge. It has no database.'],
  ['auth', 'authSettings', 'Decides sign-ins. Every rule of a sign-in that can be set is set here, the same for all replicas.'],
  ['token-admin', 'tokenAdminSettings', 'The directory and the admin API. Health and metrics are on its HTTP port.'],
  ['audit', 'auditSettings', 'The audit trail.'],
];

const sections = [];
for (const [name, schema, meaning] of services) {
  const { [schema]: settings } = await load(`services/${name}/dist/config.js`);
  sections.push(`## ${name}\n\n${meaning}\n\n${settingsTable(settings)}`);
}
const text = `# Settings of the services

Each process takes its settings from environment variables alone. One that begins with \`COUNTERSIGN_\` and is not listed for the service is an error, as is a value out of bounds: the process ends with exit code 2 and one line that names the variable. An empty variable counts as not set. Times are in milliseconds. The distributed start has flags of its own ([operations.md](operations.md)) and sets these variables for the processes that it starts; its file of settings adds others. The standalone start, which is one process, has flags, too, and takes the rules and limits among these variables.

${sections.join('\n\n')}

This page is written by \`node scripts/settings-document.mjs\` from the schemas that check the settings.
`;

if (!process.argv.includes('--check')) await writeFile(file, text);
else if (await readFile(file, 'utf8').catch(() => '') !== text) {
  console.error('docs/settings.md is out of date: npm run build && node scripts/settings-document.mjs');
  process.exit(1);
}
