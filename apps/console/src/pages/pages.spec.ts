import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '@countersign/contracts';
import { defaultPolicy, type LevelPolicy, policyFieldNames } from '@countersign/contracts/admin-api';
import { siteTree } from '../directory/site-tree.ts';
import { usablePermissions } from '../session/scope-reach.ts';
import { shownAddress } from '../directory/shown-address.ts';
import { newSecret } from './agent-hosts/new-secret.ts';
import { changesOf, isAtConsole } from './log/facts.ts';
import { faultsOfDraft, isSameDraft, policyOfDraft, withValue } from './policies/draft.ts';
import { policySections } from './policies/policy-sections.ts';
import { countSignIns, everyMinute } from './overview/sign-in-slots.ts';
import { conditionOf } from './tokens/use-token-texts.ts';
import { settingFaults } from './settings/setting-faults.ts';
import { columnsOf, encodingOf, guessMapping, sampleOf } from './user-import/sample.ts';

test('a tree of sites has paths; a site whose parent is out of reach stands at the top', () => {
  const site = (id: string, parentId: string | null, name: string) => ({ id, parentId, name, timeZone: 'UTC', createdAt: '', version: 1 });
  const tree = siteTree([site('1', null, 'b'), site('2', '1', 'x'), site('3', null, 'a'), site('4', 'elsewhere', 'c')], 'en');
  expect(tree.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  expect(tree[1]?.children.map(({ path }) => path)).toEqual(['b/x']);
});

test('a single address is shown without its prefix length', () => {
  expect(['192.0.2.1/32', '192.0.2.0/24', '2001:db8::1/128', '2001:db8::/64'].map((network) => shownAddress(network)))
    .toEqual(['192.0.2.1', '192.0.2.0/24', '2001:db8::1', '2001:db8::/64']);
});

test('a made secret is long, printable and never the same', () => {
  expect(newSecret()).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(newSecret()).not.toBe(newSecret());
});

test('a token’s condition is what its user meets first', () => {
  const token = { enabled: true, lost: false, startsAt: null, endsAt: '2026-01-01T00:00:00.000Z' };
  const [before, after] = [Date.parse('2025-12-31'), Date.parse('2026-01-02')];
  expect(conditionOf(token, before)).toBe('enabled');
  expect(conditionOf(token, after)).toBe('expired');
  expect(conditionOf({ ...token, lost: true }, after)).toBe('lost');
  expect(conditionOf({ ...token, enabled: false }, before)).toBe('disabled');
  expect(conditionOf({ ...token, startsAt: '2026-01-01T00:00:00.000Z', endsAt: null }, before)).toBe('not-started');
});

test('before and after of a change stand side by side', () => {
  expect(changesOf({ action: 'update', 'before.name': 'a', 'after.name': 'b', 'after.mobile': null })).toEqual({
    changes: [{ field: 'name', before: 'a', after: 'b' }, { field: 'mobile', before: undefined, after: null }], rest: [['action', 'update']],
  });
});

test('whatever an administrator showed to this console is a line of the console, a wrong tokencode too', () => {
  expect([
    { result: 'administrator-signed-in', detail: {} }, { result: 'wrong-tokencode', detail: { method: 'console', factor: 'tokencode' } }, { result: 'wrong-tokencode', detail: { method: 'pap' } },
  ].map((event) => isAtConsole(event))).toEqual([true, true, false]);
});

test('a scope of groups leaves what belongs to users, and bars pages of sites', () => {
  const held = ['directory.read', 'users.unlock', 'audit.read', 'radius.test', 'health.read'] as const;
  const usable = usablePermissions({ scope: { kind: 'groups', ids: [] }, permissions: [...held] });
  expect([...usable]).toEqual(['directory.read', 'users.unlock', 'health.read']);
  expect(usablePermissions({ scope: { kind: 'sites', ids: [] }, permissions: [...held] }).size).toBe(held.length);
});

test('what is wrong with a setting is said at its field', () => {
  expect(settingFaults([
    { path: 'body.administrationAddresses', message: 'a' }, { path: 'body.administrationAddresses.2', message: 'b' }, { path: 'body.sessionIdleMinutes', message: 'c' }, { path: 'header.if-match', message: 'd' },
  ])).toEqual([{ name: 'addresses', errors: ['a', 'b'] }, { name: 'sessionIdleMinutes', errors: ['c'] }]);
});

test('sign-ins are counted in slots of five minutes; a question counts as neither', () => {
  const now = Date.parse('2026-01-01T12:03:00.000Z');
  const entry = (at: string, result: AuditEntry['event']['result']): AuditEntry => ({
    sequence: 1, event: { id: '', at, kind: 'sign-in', result, service: 'auth', site: null, user: null, agentHost: null, host: null, object: null, requestKey: null, detail: {} },
  });
  const { slots, causes } = countSignIns([
    entry('2026-01-01T12:01:00.000Z', 'accepted'), entry('2026-01-01T12:01:00.000Z', 'wrong-tokencode'), entry('2026-01-01T11:59:59.000Z', 'wrong-tokencode'),
    entry('2026-01-01T12:02:00.000Z', 'challenge-new-pin'), entry('2026-01-01T10:00:00.000Z', 'accepted'),
  ], now);
  expect(slots).toHaveLength(12);
  expect(slots.at(-1)).toEqual({ from: Date.parse('2026-01-01T12:00:00.000Z'), accepted: 1, refused: 1 });
  expect(slots.at(-2)).toMatchObject({ accepted: 0, refused: 1 });
  expect(causes).toEqual([['wrong-tokencode', 2]]);
});

describe('a file of users before it is sent', () => {
  const chinese = Uint8Array.from([0xb5, 0xc7, 0xc2, 0xbc, 0xc3, 0xfb, 0x2c, 0xd0, 0xd5, 0xc3, 0xfb, 0x0a]); // 登录名,姓名

  test('is read in the encoding that it has, although its last character may be cut', () => {
    expect([encodingOf(chinese), encodingOf(new TextEncoder().encode('登录名').subarray(0, 8))]).toEqual(['gb18030', 'auto']);
    expect(sampleOf(chinese, 'gb18030')).toEqual([['登录名', '姓名']]);
    expect(sampleOf(chinese, 'auto')).toBeNull();
  });

  test('has columns that are guessed once each, and sent by their numbers', () => {
    const mapping = guessMapping(['Name', 'room', 'login', 'Login'], true);
    expect(mapping).toEqual(['displayName', null, 'login', null]);
    expect(columnsOf(mapping)).toEqual({ displayName: 1, login: 3 });
    expect(guessMapping(['kim', 'Kim'], false)).toEqual([null, null]);
  });
});

describe('a policy', () => {
  const origins = Object.fromEntries(policyFieldNames.map((field) => [field, { from: 'default', site: null }])) as LevelPolicy['origins'];
  const level: LevelPolicy = { id: 'x', name: 'Lab', policy: {}, effective: defaultPolicy, above: { ...defaultPolicy, pinMaximum: 6 }, origins: { ...origins, pinMaximum: { from: 'installation', site: null } }, version: 1 };

  test('shows each value in one section', () => {
    expect(policySections.flatMap(({ fields }) => fields).toSorted()).toEqual(policyFieldNames.toSorted());
  });

  test('says before it is saved what cannot work together with what is inherited', () => {
    expect(faultsOfDraft(level, { pinMinimum: 7 })).toEqual([{ fault: 'pin-lengths-crossed', fields: ['pinMinimum', 'pinMaximum'], site: null }]);
    expect(faultsOfDraft(level, { pinMinimum: 7, pinMaximum: 7 })).toEqual([]);
  });

  test('is no policy while a field is empty or out of its limits', () => {
    expect([policyOfDraft({ pinMinimum: null }), policyOfDraft({ pinMinimum: 3 }), policyOfDraft({})]).toEqual([undefined, undefined, {}]);
    const draft = withValue(withValue({}, 'pinMinimum', 5), 'language', 'zh');
    expect([policyOfDraft(draft), isSameDraft(draft, { language: 'zh', pinMinimum: 5 }), withValue(draft, 'language', undefined)]).toEqual([{ pinMinimum: 5, language: 'zh' }, true, { pinMinimum: 5 }]);
  });
});

test('minutes without sign-ins stand in the chart, too', () => {
  const begin = Date.parse('2026-01-01T12:00:00.000Z');
  expect(everyMinute([{ from: '2026-01-01T12:01:00.000Z', accepted: 3, challenged: 2, refused: 1 }], begin, begin + 150_000)).toEqual([
    { from: begin, accepted: 0, challenged: 0, refused: 0 }, { from: begin + 60_000, accepted: 3, challenged: 2, refused: 1 }, { from: begin + 120_000, accepted: 0, challenged: 0, refused: 0 },
  ]);
});
