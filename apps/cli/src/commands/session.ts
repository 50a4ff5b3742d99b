import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { type Language, say, type Text } from '../output/language.ts';
import { define, family } from './define.ts';

interface Filter {
  readonly user?: string;
  readonly agentHost?: string;
  readonly search?: string;
  readonly state?: State;
  readonly site?: string;
}

type State = adminApi.OnlineSession['state'];
const STATES: Readonly<Record<State, Text>> = { reserved: ['signed in', '已登录'], online: ['online', '在线'], ended: ['ended', '已结束'] };

/** `session list|end`. */
export function addSessionCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const session = family(program, 'session', 'online sessions, as the devices report them by accounting');

  define(session, 'list', 'list the sessions, the latest first', 'session list --state online', 'session list --user alice --json')
    .option('--user <login>', 'only those of this user')
    .option('--agent-host <name>', 'only those of this agent host')
    .option('--search <text>', 'only of logins that begin so')
    .addOption(new Option('--state <state>', 'only in this state').choices(Object.keys(STATES)))
    .option('--site <site>', 'the site of the user and the agent host, where several have these names')
    .action(async ({ user, agentHost, search, state, site }: Filter) => {
      const { directory } = context;
      const userId = user === undefined ? undefined : (await directory.user(user, site)).id;
      const agentHostId = agentHost === undefined ? undefined : (await directory.agentHost(agentHost, site)).id;
      await output.list(context.client.pages(adminApi.listOnlineSessions, { userId, agentHostId, search, state }), [
        { title: labels.user, text: ({ login }) => login },
        { title: labels.state, text: (one) => say(STATES[one.state], language) },
        { title: labels.agentHost, text: (one) => one.agentHost },
        { title: ['Caller', '呼叫方'], text: ({ callingStationId }) => callingStationId ?? '' },
        { title: ['Address', '地址'], text: ({ address }) => address ?? '' },
        { title: labels.starts, text: ({ startedAt }) => shortTime(startedAt) },
        { title: ['Last sign of life', '最近活动'], text: ({ updatedAt }) => shortTime(updatedAt) },
        { title: ['Received / sent', '接收/发送'], text: (one) => trafficOf(one, language) },
        { title: labels.id, text: ({ id }) => id },
      ], ['No sessions.', '没有会话。']);
    });

  define(session, 'end <id>', 'end a session here: its place and its address are free. The device is not asked', 'session end 018f0000-0000-7000-8000-000000000000')
    .action(async (id: string) => {
      await output.done(await context.client.call(adminApi.endOnlineSession, { id }), [
        'The session is ended here. If the device goes on reporting it, it is back.', '会话已在此结束。如果设备继续上报，会话会再次出现。',
      ]);
    });
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

function trafficOf({ receivedOctets, sentOctets }: adminApi.OnlineSession, language: Language): string {
  if (receivedOctets === null && sentOctets === null) return '';
  return [receivedOctets, sentOctets].map((octets) => (octets === null ? '-' : sizeOf(octets, language))).join(' / ');
}

function sizeOf(octets: number, language: Language): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, octets)) / 3)));
  return `${(octets / 1000 ** power).toLocaleString(language, { maximumFractionDigits: 1 })} ${UNITS[power]}`;
}
