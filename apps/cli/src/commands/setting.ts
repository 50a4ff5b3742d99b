import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { collect, parseCount, parseOptionalCount, type Removable } from '../input/values.ts';
import { yesOrNo } from '../output/labels.ts';
import type { Field } from '../output/output.ts';
import type { Language } from '../output/language.ts';
import { define, family, yesNo } from './define.ts';

interface Changes {
  readonly allowFrom?: readonly string[];
  readonly allowFromEverywhere?: boolean;
  readonly requireToken?: boolean;
  readonly sessionIdle?: number;
  readonly sessionMaximum?: number;
  readonly tokensPerUser?: number;
  readonly sessionsPerUser?: Removable<number>;
}

/** As the server has them. */
const IDLE_MINUTES = { least: 1, most: 24 * 60 } as const;
const SESSION_MINUTES = { least: 5, most: 7 * 24 * 60 } as const;

/** `setting show|set`: what is true for the whole installation. */
export function addSettingCommands(program: Command, context: Context): void {
  const { output } = context;
  const setting = family(program, 'setting', 'settings of the whole installation');

  define(setting, 'show', 'show the settings', 'setting show --json').action(async () => {
    const { settings } = await context.client.call(adminApi.getSettings);
    await output.record(settings, fields(settings, context.language));
  });

  define(setting, 'set', 'change settings; one that would lock you out is refused', 'setting set --require-token yes', 'setting set --allow-from 10.1.0.0/16 --allow-from 127.0.0.1')
    .option('--allow-from <address>', 'administration is allowed from this address or range only; again for each further one', collect((text) => text))
    .option('--allow-from-everywhere', 'administration is allowed from every address')
    .addOption(yesNo('--require-token', 'every administrator needs a token'))
    .option('--session-idle <minutes>', 'a session ends after so long without a request', parseCount(IDLE_MINUTES.least, IDLE_MINUTES.most))
    .option('--session-maximum <minutes>', 'a session ends after so long at the latest', parseCount(SESSION_MINUTES.least, SESSION_MINUTES.most))
    .option('--tokens-per-user <n>', 'tokens that one user may hold', parseCount(1, 100))
    .option('--sessions-per-user <n>', 'online sessions of a user who has no limit of one\'s own, where the agent host keeps the limit, or "none"', parseOptionalCount(1, 1000))
    .action(async ({ allowFrom, allowFromEverywhere, requireToken, sessionIdle, sessionMaximum, tokensPerUser, sessionsPerUser }: Changes) => {
      const administrationAddresses = allowFromEverywhere === true ? [] : allowFrom && [...allowFrom];
      const { settings } = await context.client.call(adminApi.updateSettings, {
        body: { administrationAddresses, requireToken, sessionIdleMinutes: sessionIdle, sessionAbsoluteMinutes: sessionMaximum, tokensPerUser, sessionsPerUser: sessionsPerUser?.value },
      });
      await output.record(settings, fields(settings, context.language));
    });
}

function fields(settings: adminApi.Settings, language: Language): readonly Field[] {
  const { administrationAddresses, requireToken, sessionIdleMinutes, sessionAbsoluteMinutes, tokensPerUser, sessionsPerUser } = settings;
  return [
    [['Administration from', '允许管理的地址'], administrationAddresses.length === 0 ? (language === 'zh' ? '不限' : 'everywhere') : administrationAddresses.join(', ')],
    [['Every administrator needs a token', '管理员必须使用令牌'], yesOrNo(requireToken, language)],
    [['Idle session ends after (min)', '会话空闲时限（分钟）'], String(sessionIdleMinutes)],
    [['Session ends after (min)', '会话总时限（分钟）'], String(sessionAbsoluteMinutes)],
    [['Tokens per user', '每个用户的令牌数'], String(tokensPerUser)],
    [['Online sessions per user', '每个用户的在线会话数'], sessionsPerUser === null ? (language === 'zh' ? '不限' : 'no limit') : String(sessionsPerUser)],
  ];
}
