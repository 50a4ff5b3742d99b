/** The tables of JSON records in the two documents name the fields that the contract has. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { auditEntrySchema, onlineSessionSchema, pinRulesSchema, tokenStateSchema } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import { z } from 'zod';

const records: Readonly<Record<string, z.ZodObject>> = {
  Site: adminApi.siteSchema, Group: adminApi.groupSchema, User: adminApi.userSchema, AgentHost: adminApi.agentHostSchema, AgentHostWarning: adminApi.agentHostWarningSchema,
  Token: adminApi.tokenSchema, TokenState: tokenStateSchema, PinRules: pinRulesSchema, TemporaryPassword: adminApi.temporaryPasswordSchema,
  Job: adminApi.jobSchema, JobWithReport: adminApi.getJob.reply, ApiKey: adminApi.apiKeySchema, Administrator: adminApi.administratorSchema,
  RadiusProfile: adminApi.radiusProfileSchema, AddressPool: adminApi.addressPoolSchema, OnlineSession: onlineSessionSchema, BackEnd: adminApi.backEndSchema,
  FirstFactor: adminApi.firstFactorSchema, DirectorySync: adminApi.directorySyncSchema, LevelPolicy: adminApi.levelPolicySchema, Settings: adminApi.settingsSchema,
  AuditEntry: auditEntrySchema,
};

/** A field as a document has it, and what it says in parentheses behind it. */
interface Named {
  readonly name: string;
  readonly inner: Named[];
}

/** "`id`, `failure` (`code`, `detail`, or null)": the names between backticks; words are for people. */
function fieldsIn(cell: string): Named[] {
  const levels: Named[][] = [[]];
  for (const [word, name] of cell.matchAll(/`([^`]+)`|[(（]|[)）]/g)) {
    if (name !== undefined) levels.at(-1)?.push({ name, inner: [] });
    else if (word === '(' || word === '（') levels.push(levels.at(-1)?.at(-1)?.inner ?? []);
    else levels.pop();
  }
  return levels[0] ?? [];
}

/** What stands in a list, or is there sometimes. */
function objectOf(schema: unknown): z.ZodObject | undefined {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return objectOf(schema.unwrap());
  if (schema instanceof z.ZodArray) return objectOf(schema.element);
  return schema instanceof z.ZodObject ? schema : undefined;
}

function compare(named: readonly Named[], schema: z.ZodObject | undefined): void {
  expect(named.map(({ name }) => name).toSorted()).toEqual(Object.keys(schema?.shape ?? {}).toSorted());
  for (const { name, inner } of named) if (inner.length > 0) compare(inner, objectOf(schema?.shape[name]));
}

describe.each([['docs/cli.md', 'Record', 'Fields'], ['docs/zh/cli.md', '对象', '字段']])('%s', (file, record, fields) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../..', file), 'utf8');
  const [, table = ''] = text.split(`| ${record} | ${fields} |\n| --- | --- |\n`);
  const rows = new Map([...(table.split('\n\n')[0] ?? '').matchAll(/^\| (\w+) \| (.*) \|$/gm)].map(([, name = '', cell = '']) => [name, cell]));

  it('has each record', () => {
    expect([...rows.keys()].toSorted()).toEqual(Object.keys(records).toSorted());
  });

  it.each(Object.entries(records))('%s has its fields, and no others', (name, schema) => {
    compare(fieldsIn(rows.get(name) ?? ''), schema);
  });
});
