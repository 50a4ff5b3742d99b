import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import type { Context } from '../context.ts';
import { usageError } from '../errors/command-error.ts';
import { type AccessTimesArgument, parseAccessTimes } from '../input/access-times.ts';
import { askNewSecret, readNewSecret } from '../input/secrets.ts';
import { collect, parseCount, parseOptionalText, type Removable } from '../input/values.ts';
import type { Text } from '../output/language.ts';
import { define, requireChanges, SITE, yesNo } from './define.ts';

interface Address {
  readonly address: string;
  readonly name: string | null;
}

interface Fields {
  readonly address?: readonly Address[];
  readonly secretStdin?: boolean;
  readonly secretFile?: string;
  readonly openToAll?: boolean;
  readonly openToSite?: boolean;
  readonly requireMessageAuthenticator?: boolean;
  readonly limitProxyState?: boolean;
  readonly newPin?: boolean;
  readonly nextTokencode?: boolean;
  readonly loginForm?: adminApi.AgentHost['loginForm'];
  readonly nasProfile?: adminApi.AgentHost['nasProfile'];
  readonly failoverGrace?: number;
  readonly sms?: boolean;
  readonly limitSessions?: boolean;
  readonly accessTimes?: AccessTimesArgument;
  readonly profile?: Removable<string>;
}

type Changes = z.input<typeof adminApi.updateAgentHost.body>;

/** `agent-host add|set`. */
export function addAgentHostSettings(host: Command, context: Context, show: (host: adminApi.AgentHost) => Promise<void>): void {
  const add = define(
    host, 'add <name>', 'add an agent host',
    'agent-host add vpn --site Lab --address 192.0.2.10/32 --secret-stdin --open-to-site < secret.txt',
    'agent-host add vpn --site Lab --address 192.0.2.10 --address standby=192.0.2.11 --secret-file secret.txt',
  ).requiredOption('--site <site>', 'the site that it belongs to');
  withFields(add, true).action(async (name: string, options: Fields & { site: string; address: readonly Address[] }) => {
    const secret = await readSecret(options, context) ?? await askedSecret(context);
    const { id: siteId } = await context.directory.site(options.site);
    await show(await context.client.call(adminApi.createAgentHost, { body: { ...changesOf(options), radiusProfileId: await profileOf(options, siteId), siteId, name, addresses: [...options.address], secret } }));
  });

  const set = define(
    host, 'set <name>', 'change an agent host: what is not named stays; the addresses given replace all of them',
    'agent-host set vpn --require-message-authenticator yes', 'agent-host set vpn --site Lab --secret-stdin < secret.txt', 'agent-host set vpn --no-open-to-site',
  ).option(...SITE).option('--name <name>', 'its new name');
  withFields(set, false).action(async (old: string, options: Fields & { site?: string; name?: string }) => {
    const secret = await readSecret(options, context);
    requireChanges({ ...changesOf(options), name: options.name, secret, profile: options.profile });
    const { id, siteId } = await context.directory.agentHost(old, options.site);
    const changes: Changes = { ...changesOf(options), radiusProfileId: await profileOf(options, siteId), name: options.name, secret };
    await show(await context.client.call(adminApi.updateAgentHost, { id, body: changes }));
  });

  async function profileOf({ profile }: Fields, siteId: string): Promise<string | null | undefined> {
    return context.directory.idOrNone(profile, siteId, (name, site) => context.directory.radiusProfile(name, site));
  }
}

const { loginForm, nasProfile } = adminApi.agentHostSchema.shape;

function withFields(command: Command, adding: boolean): Command {
  return command
    .addOption(new Option('--address <address>', 'address or CIDR range that its packets come from; again for each secondary node, as NAME=ADDRESS')
      .argParser(collect(parseAddress)).makeOptionMandatory(adding))
    .addOption(new Option('--secret-stdin', 'the RADIUS secret is the next line of standard input').conflicts('secretFile'))
    .option('--secret-file <file>', 'the RADIUS secret is the line in this file')
    .option('--open-to-all', 'every user may sign in here').option('--no-open-to-all', 'end that')
    .option('--open-to-site', 'every user of the site may sign in here').option('--no-open-to-site', 'end that')
    .addOption(yesNo('--require-message-authenticator', 'drop requests without Message-Authenticator (CVE-2024-3596)'))
    .addOption(yesNo('--limit-proxy-state', 'where Message-Authenticator is not required: drop requests with Proxy-State'))
    .addOption(yesNo('--new-pin', 'people may set a PIN here'))
    .addOption(yesNo('--next-tokencode', 'people may be asked for the next tokencode here'))
    .addOption(new Option('--login-form <form>', 'what to strip from login names').choices(loginForm.options))
    .addOption(new Option('--nas-profile <profile>', 'habits of the device').choices(nasProfile.options))
    .option('--failover-grace <seconds>', 'seconds in which a new packet with the same code gets the same answer; 0 is off', parseCount(0, adminApi.LONGEST_FAILOVER_GRACE_SECONDS))
    .addOption(yesNo('--sms', 'tokencodes by SMS; kept, and without effect: this release sends none'))
    .addOption(yesNo('--limit-sessions', 'the users\' limit of online sessions is kept here'))
    .option('--access-times <times>', 'when people may sign in here, by the clock of the site: "Mon-Fri 08:00-18:00; Sat 10:00-14:00", or "none" for always', parseAccessTimes)
    .option('--profile <name>', 'the RADIUS profile of everybody who signs in here, or "none"', parseOptionalText);
}

/** @returns undefined for a field that was not named */
function changesOf(options: Fields): Omit<Changes, 'name' | 'secret' | 'radiusProfileId'> {
  const { address, openToAll, openToSite, requireMessageAuthenticator, limitProxyState, newPin, nextTokencode, failoverGrace, sms, limitSessions, accessTimes } = options;
  return {
    addresses: address === undefined ? undefined : [...address],
    openToAll, openToSite, requireMessageAuthenticator, limitProxyState, newPin, nextTokencode,
    loginForm: options.loginForm, nasProfile: options.nasProfile, failoverGraceSeconds: failoverGrace, sms, limitSessions, accessTimes: accessTimes?.value,
  };
}

function readSecret({ secretStdin, secretFile }: Fields, context: Context): Promise<string | undefined> {
  const note = (text: Text): void => { context.output.note(text); };
  return readNewSecret({ stdin: secretStdin, file: secretFile }, 'secret', () => context.input(), note);
}

/** A new host needs a secret: a person at the terminal is asked for it. */
async function askedSecret(context: Context): Promise<string> {
  if (context.input().interactive()) return askNewSecret('secret', context.input());
  throw usageError('bad-usage', ['Give the RADIUS secret: --secret-stdin or --secret-file', '请给出RADIUS共享密钥：--secret-stdin 或 --secret-file']);
}

/** `ADDRESS` or `NAME=ADDRESS`. */
function parseAddress(text: string): Address {
  const match = /^(?:([^=]+)=)?([0-9A-Fa-f.:/]+)$/.exec(text);
  if (match?.[2] === undefined) throw new InvalidArgumentError('must be an address or a CIDR range, with NAME= before it for a secondary node');
  return { address: match[2], name: match[1] ?? null };
}
