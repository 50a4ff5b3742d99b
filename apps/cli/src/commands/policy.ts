import { defaultPolicy, type Policy, type PolicyField, policyFieldNames, policyFields } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { parseCount } from '../input/values.ts';
import { say } from '../output/language.ts';
import { define, family } from './define.ts';
import { tried } from './policy-trial.ts';

interface Level {
  readonly site?: string;
}

const SITE = ['--site <site>', 'of this site; otherwise of the installation'] as const;

/** `policy list|show|set|try`. */
export function addPolicyCommands(program: Command, context: Context): void {
  const policy = family(program, 'policy', 'policies: what the installation and each site set for sign-ins');

  define(policy, 'show', 'show what is in force, and which values are set here', 'policy show', 'policy show --site Lab').option(...SITE)
    .action(async (level: Level) => { await show(await get(level)); });

  define(
    policy, 'set <value...>', 'set values, each as NAME=VALUE; NAME= inherits it again', 'policy set pinMinimum=6 language=zh', 'policy set --site Lab lockSeconds=60 pinMinimum=',
  ).option(...SITE)
    .action(async (values: readonly string[], level: Level) => {
      const { id, policy: own, version } = await get(level);
      await show(await context.client.call(adminApi.updatePolicy, { id, body: { policy: changedBy(own, values), version } }));
    });

  define(policy, 'list', 'list the installation and the sites that set something', 'policy list').action(async () => {
    const tree = await context.directory.sites();
    await context.output.list(context.client.pages(adminApi.listPolicies), [
      { title: ['Level', '级别'], text: ({ id }) => (id === adminApi.INSTALLATION ? say(['installation', '整个安装'], context.language) : tree.pathOf(id)) },
      { title: ['Values', '设置项'], text: ({ fields }) => fields.join(', ') },
    ], ['Nothing is set: the defaults are in force.', '没有任何设置：使用默认值。']);
  });

  define(
    policy, 'try <value...>', 'show what the last sign-ins would have come to under these values; changes nothing', 'policy try pinMinimum=6', 'policy try --site Lab barePassword=never --last 500',
  ).option(...SITE)
    .option('--last <n>', 'how many sign-ins', parseCount(1, adminApi.POLICY_TRIAL_LINES), 200)
    .action(async (values: readonly string[], { last, ...level }: Level & { last: number }) => {
      const { id, policy: own } = await get(level);
      const trial = await context.client.call(adminApi.tryPolicy, { id, body: { policy: changedBy(own, values), last } });
      await context.output.value(trial, tried(trial, context));
    });

  async function get({ site }: Level): Promise<adminApi.LevelPolicy> {
    const id = site === undefined ? adminApi.INSTALLATION : (await context.directory.site(site)).id;
    return context.client.call(adminApi.getPolicy, { id });
  }

  async function show(level: adminApi.LevelPolicy): Promise<void> {
    await context.output.record(level, policyFieldNames.map((field) => [[field, field], `${level.effective[field]}${level.policy[field] === undefined ? '' : '  *'}`]));
  }
}

function changedBy(own: Policy, values: readonly string[]): Policy {
  const changed: Policy = { ...own };
  for (const text of values) {
    const [field, value] = parseValue(text);
    if (value === '') Reflect.deleteProperty(changed, field);
    else Object.assign(changed, { [field]: valueOf(field, value) });
  }
  return changed;
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
