import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ConsoleBrowser } from './console-browser.ts';

/** A window over a page: a form, a question, a drawer's part. */
export interface Window {
  readonly name: string;
  /** The page that it belongs to, as the furnished installation calls it. */
  readonly page: string;
  /** What the button that opens it says. */
  readonly en: string;
  readonly zh: string;
  /** A tab stays where it is, and has nothing to close. */
  readonly tab?: true;
}

const form = (name: string, page: string, en: string, zh: string): Window => ({ name, page, en, zh });
const tab = (name: string, page: string, en: string, zh: string): Window => ({ name, page, en, zh, tab: true });

/** Every window that a click opens, and nothing that a click changes. */
export const windows: readonly Window[] = [
  form('site-add', 'sites', 'Add a site', '添加站点'), form('site-edit', 'sites', 'Edit', '编辑'), form('site-delete', 'sites', 'Delete', '删除'),
  form('group-add', 'sites', 'Add a group', '添加组'), form('group-hosts', 'sites', 'Show', '查看'),
  form('user-add', 'users', 'Add a user', '添加用户'), form('user-edit', 'user', 'Edit', '编辑'), form('user-delete', 'user', 'Delete', '删除'), form('user-disable', 'user', 'Disable', '禁用'),
  form('user-assign', 'user', 'Assign a token', '分配令牌'), form('user-make-token', 'user', 'Make a token', '制作令牌'), form('user-password', 'user', 'Set a static password', '设置静态口令'),
  form('user-bypass', 'user', 'Issue bypass codes', '签发应急码'),
  form('token-make', 'tokens', 'Make a token', '制作令牌'), form('cards-make', 'tokens', 'Make scratch cards', '制作刮刮卡'),
  tab('token-switches', 'token', 'Switches', '开关'), tab('token-pin', 'token', 'PIN', 'PIN码'), tab('token-synchronise', 'token', 'Synchronise', '同步'),
  form('token-take-back', 'token', 'Take back', '收回'), form('token-lost', 'token', 'Report lost', '挂失'), form('token-temporary', 'lost-token', 'Make a temporary password', '生成临时口令'),
  form('token-assign', 'free-token', 'Assign', '分配'), form('token-delete', 'free-token', 'Delete', '删除'),
  form('host-add', 'agent-hosts', 'Add an agent host', '添加代理主机'), form('host-edit', 'agent-host', 'Edit', '编辑'), form('host-delete', 'agent-host', 'Delete', '删除'),
  form('host-personal', 'agent-host', 'Alias, profile', '别名与配置'),
  form('profile-add', 'radius-profiles', 'Add a profile', '添加配置'), form('profile-edit', 'radius-profiles', 'Edit', '编辑'), form('pool-add', 'address-pools', 'Add a pool', '添加地址池'),
  form('back-end-add', 'back-ends', 'Add a back end', '添加后端认证'), form('back-end-edit', 'back-ends', 'Edit', '编辑'), form('back-end-test', 'back-ends', 'Test', '测试'), form('rule-set', 'back-ends', 'Set a rule', '设置规则'),
  form('sync-add', 'directory-syncs', 'Add a synchronisation', '添加目录同步'), form('sync-run', 'directory-syncs', 'Run', '运行'),
  form('trail', 'log', 'Check the trail', '校验日志'), form('receiver', 'forwarding', 'Forward the trail', '转发日志'),
  form('administrator-add', 'administrators', 'Appoint an administrator', '任命管理员'), form('administrator-edit', 'administrators', 'Edit', '编辑'), form('role-take', 'administrators', 'Take the role away', '取消角色'),
  form('key-add', 'api-keys', 'Make an API key', '制作 API 密钥'), form('key-revoke', 'api-keys', 'Revoke', '撤销'), form('sign-out-everywhere', 'account', 'Sign out everywhere', '在所有位置退出'),
];

const PAUSE_MS = 20;
const TRIES = 500;
const FOCUSED_WITHIN = `[...document.querySelectorAll('.ant-modal, .ant-popconfirm')].some((window) => window.contains(document.activeElement))`;
const FOCUSED = 'document.activeElement?.innerText ?? ""';

/** Asks until the answer is the wished one, or for so long that it will not be. The page's policy keeps Playwright from asking within it. */
async function becomes(page: Page, question: string, wished: unknown): Promise<unknown> {
  let answer: unknown;
  for (let tries = 0; tries < TRIES && answer !== wished; tries += 1) answer = await page.evaluate(`new Promise((drawn) => { setTimeout(() => drawn(${question}), ${PAUSE_MS}); })`);
  return answer;
}

/** Opens a window with the keyboard, lets it be looked at, and closes it with the keyboard: the focus goes in, and comes back. */
export async function visitWindow(browser: ConsoleBrowser, page: Page, { name, en, zh, tab: isTab }: Window, language: 'en' | 'zh', look: () => Promise<void>): Promise<void> {
  const text = language === 'en' ? en : zh;
  const opener = isTab ? page.getByRole('tab', { name: text, exact: true }) : page.getByRole('button', { name: text, exact: true }).first();
  await opener.focus();
  await page.keyboard.press('Enter');
  if (isTab) await page.locator('[role=tab][aria-selected=true]', { hasText: text }).waitFor();
  else expect([name, await becomes(page, FOCUSED_WITHIN, true)]).toEqual([name, true]);
  await browser.rest(page);
  await look();
  if (isTab) return;
  await page.keyboard.press('Escape');
  expect([name, await becomes(page, FOCUSED, text)]).toEqual([name, text]);
}

/** What a window shows this once. Neither Escape nor a click beside it takes that away. */
export async function shownOnce(browser: ConsoleBrowser, page: Page): Promise<string> {
  const window = page.locator('.ant-modal-wrap:visible');
  await window.locator('.mono').first().waitFor();
  await browser.rest(page);
  await page.keyboard.press('Escape');
  await page.mouse.click(300, 880);
  await browser.rest(page);
  expect(await window.count()).toBe(1);
  return window.locator('.mono').first().innerText();
}
