/* oxlint-disable typescript/no-unsafe-type-assertion -- what is asserted was checked by the zod schema of the operation */
import { adminApi } from '@countersign/contracts';
import { CommandError, ExitCode } from '../exit-codes.ts';
import { call, type CallInput } from './client.ts';

/** Turns what people type – names, logins, serial numbers – into the one record that is meant. */
export interface Finding {
  readonly list: adminApi.Operation;
  /** Query parameter that takes the name. */
  readonly key: 'site' | 'name' | 'login' | 'serial';
}

export interface Found {
  readonly id: string;
  readonly siteId?: string;
}

/** @throws CommandError 'not-found', or 'ambiguous' when `--site` is needed */
export async function find(finding: Finding, name: string, site?: string): Promise<Found> {
  const query: CallInput['query'] = { ...(site === undefined ? {} : { site }), [finding.key]: name };
  const { items } = await call(finding.list, { query }) as { items: Found[] };
  const [first, second] = items;
  if (first === undefined) throw new CommandError(ExitCode.refused, 'not-found', `Not found: ${name}`);
  if (second !== undefined) throw new CommandError(ExitCode.usage, 'ambiguous', `${name} exists in several sites: add --site`);
  return first;
}

export const sites: Finding = { list: adminApi.listSites, key: 'site' };
export const groups: Finding = { list: adminApi.listGroups, key: 'name' };
export const users: Finding = { list: adminApi.listUsers, key: 'login' };
export const tokens: Finding = { list: adminApi.listTokens, key: 'serial' };
export const agentHosts: Finding = { list: adminApi.listAgentHosts, key: 'name' };
