/** The program and its two documents say the same. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { openContext } from './context.ts';
import { exitCodeMeanings } from './errors/exit-codes.ts';
import { buildProgram } from './program.ts';
import { cli } from './spec-support.ts';

const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
const surroundings = { ...streams, stdin: new PassThrough(), environment: {}, checkout: '/nonexistent', openTerminal: () => undefined };
const program = buildProgram(openContext(surroundings, { json: false, language: 'en' }, () => undefined), streams);
const families = program.commands.filter(({ commands }) => commands.length > 0);
const leaves = families.flatMap((family) => family.commands.map((command) => ({ family, command, name: `${family.name()} ${command.name()}` })));
const flagsOf = (command: Command): string[] => command.options.map(({ long }) => long ?? '');

/** What scripts rely on. */
const PROMISED = [
  ...['site', 'group', 'user', 'agent-host', 'token'].flatMap((family) => ['list', 'show', 'remove', 'add'].map((verb) => `${family} ${verb}`)),
  ...['set', 'enable', 'disable', 'unlock'].map((verb) => `user ${verb}`), ...['set', 'activate', 'deactivate'].map((verb) => `agent-host ${verb}`),
  ...['import', 'assign', 'unassign', 'enable', 'disable', 'lost', 'pin', 'mode', 'sync'].map((verb) => `token ${verb}`),
  'user import', 'job list', 'job show', 'job cancel', 'radius test', 'radius drops', 'audit list', 'audit tail', 'audit verify',
];

describe('the program', () => {
  it('has every promised command', () => {
    expect(leaves.map(({ name }) => name)).toEqual(expect.arrayContaining(PROMISED));
  });

  it.each(leaves.map(({ name }) => name))('%s has a help with an example, and knows --json', async (name) => {
    const { exitCode, stdout } = await cli([...name.split(' '), '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExamples?:\n  countersign ${name}`));
    expect(stdout).toMatch(/--json +print JSON/);
  });

  it('prints its version, and its exit codes with the help', async () => {
    expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const { stdout } = await cli(['--help']);
    for (const meaning of Object.values(exitCodeMeanings)) expect(stdout).toContain(meaning);
  });

  it('exits 2 without a command, and shows what there is', async () => {
    expect(await cli([])).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining('Usage: countersign') });
    expect(await cli(['token'])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Usage: countersign token') });
  });

  it('complains about arguments in the form that was asked for', async () => {
    const text = await cli(['user', 'lst']);
    expect(text).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(/^countersign: unknown command 'lst' \(Did you mean list\?\) \[bad-usage\]\n/) });
    const json = await cli(['user', 'add', '--json', '--lang=zh']);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'bad-usage', number: null, exitCode: 2, remedy: expect.stringContaining('查看用法') } });
    expect((await cli(['site', 'list', '--lang', 'fr'])).exitCode).toBe(2);
  });
});

describe.each(['docs/cli.md', 'docs/zh/cli.md'])('%s', (file) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');
  const sections = text.split(/^## /m);
  const sectionOf = (name: string): string => sections.find((candidate) => new RegExp(`\`${name}[ \`]`).test(candidate) && candidate.includes('| JSON |')) ?? '';

  it.each(leaves.map((leaf) => [leaf.name, leaf] as const))('has %s with each of its options', (name, { command }) => {
    const section = sectionOf(name);
    expect(section).not.toBe('');
    // `--site` is explained once, among the rules for all.
    const missing = flagsOf(command).filter((flag) => flag !== '--site' && !new RegExp(`(?<![a-z-])${flag}(?![a-z-])`).test(section));
    expect(missing).toEqual([]);
    for (const argument of command.registeredArguments) expect(section).toMatch(new RegExp(`\`${name}[^\`]*(${argument.name().toUpperCase()}|new-pin)`));
  });

  it.each(leaves.map((leaf) => [leaf.name, leaf] as const))('has %s with each value that an option takes', (name, { command }) => {
    const section = sectionOf(name);
    const values = command.options.flatMap(({ argChoices = [] }) => argChoices);
    expect(values.filter((value) => !new RegExp(`(?<![a-z0-9-])${value}(?![a-z0-9-])`).test(section))).toEqual([]);
  });

  it('has no command and no option that the program lacks', () => {
    const named = [...text.matchAll(/^\| `([a-z][a-z-]* [a-z-]+)/gm)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(30);
    for (const name of named) expect(leaves.map((leaf) => leaf.name)).toContain(name);
    const known = new Set([...leaves.flatMap(({ command }) => flagsOf(command)), '--json', '--lang', '--help', '--version']);
    for (const [flag] of text.matchAll(/--[a-z][a-z-]+/g)) expect([...known]).toContain(flag);
  });

  it('has the table of exit codes', () => {
    const codes = [...text.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]));
    expect(codes).toEqual(Object.keys(exitCodeMeanings).map(Number));
    if (file === 'docs/cli.md') for (const [code, meaning] of Object.entries(exitCodeMeanings)) expect(text).toContain(`| ${code} | ${meaning} |`);
  });

  it('has the variables of the environment', () => {
    for (const name of ['COUNTERSIGN_URL', 'COUNTERSIGN_API_KEY_FILE', 'COUNTERSIGN_DATA']) expect(text).toContain(`\`${name}\``);
  });
});
