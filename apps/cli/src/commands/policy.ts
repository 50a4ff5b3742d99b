import { adminApi, defaultPolicy, type Policy, type PolicyField, policyFieldNames, policyFields } from '@countersign/contracts';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { define, family } from './define.ts';

interface Level {
  readonly site?: string;
}

const SITE = ['--site <site>', 'of this site; otherwise of the installation'] as const;

/** `policy show|set`. */
export function addPolicyCommands(program: Command, context: Context): void {
  const policy = family(program, 'policy', 'policies: what the installation and each site set for sign-ins');

  define(policy, 'show', 'show what is in force, and which values are set here', 'policy show', 'policy show --site Lab').option(...SITE)
    .action(async (level: Level) => { await show(await get(level)); });

  define(
    policy, 'set <value...>', 'set values, each as NAME=VALUE; NAME= inherits it again', 'policy set pinMinimum=6 language=zh', 'policy set --site Lab lockSeconds=60 pinMinimum=',
  ).option(...SITE)
    .action(async (values: readonly string[], level: Level) => {
      const { id, policy: own, version } = await get(level);
      const changed: Policy = { ...own };
      for (const text of values) {
        const [field, value] = parseValue(text);
        if (value === '') Reflect.deleteProperty(changed, field);
        else Object.assign(changed, { [field]: valueOf(field, value) });
      }
      await show(await context.client.call(adminApi.updatePolicy, { id, body: { policy: changed, version } }));
    });

  async function get({ site }: Level): Promise<adminApi.LevelPolicy> {
    const id = site === undefined ? adminApi.INSTALLATION : (await context.directory.site(site)).id;
    return context.client.call(adminApi.getPolicy, { id });
  }

  async function show(level: adminApi.LevelPolicy): Promise<void> {
    await context.output.record(level, policyFieldNames.map((field) => [[field, field], `${level.effective[field]}${level.policy[field] === undefined ? '' : '  *'}`]));
  }
}

function parseValue(text: string): [PolicyField, string] {
  const [, name = '', value = ''] = /^([^=]*)=(.*)$/su.exec(text) ?? [];
  const field = policyFieldNames.find((known) => known === name);
  if (field === undefined) throw usageError('bad-usage', [`${text} is not NAME=VALUE of a policy; policy show lists the names`, `${text} 不是策略的 NAME=VALUE；policy show 列出所有名称`]);
  return [field, value];
}

/** What a value is by the contract; the server is not asked for what it would refuse. */
function valueOf(field: PolicyField, text: string): unknown {
  const parsed = policyFields[field].safeParse(typeof defaultPolicy[field] === 'number' ? Number(text) : text);
  if (!parsed.success) throw usageError('bad-usage', [`${field}: ${parsed.error.issues[0]?.message ?? 'not a value of it'}`, `${field}：取值无效`]);
  return parsed.data;
}
