import { beforeEach, describe, expect, test } from '@jest/globals';
import { privatePostgres } from '@countersign/testing';
import type { AuditEvent, AuditFilter } from '@countersign/contracts';
import { agentHost, auditUnderTest, signIn } from './fixtures/audit-under-test.ts';

const under = auditUnderTest(privatePostgres);
const site = '018f0000-0000-7000-8000-00000000000a';
const otherSite = '018f0000-0000-7000-8000-00000000000b';
const requestKey = 'ab'.repeat(16);
const token = (label: string) => ({ type: 'token', id: null, label });
const at = (minute: number): string => new Date(Date.UTC(2026, 1, 1, 0, minute)).toISOString();

describe('filters', () => {
  const alice = signIn('Alice', { site, agentHost: agentHost('VPN Beijing'), object: token('SN0001'), host: '10.1.2.3', at: at(1) });
  const bob = signIn('bob', { site: otherSite, result: 'wrong-tokencode', agentHost: agentHost('wifi'), requestKey, at: at(2) });
  const carol = signIn('CORP\\carol.smith@corp.example', { kind: 'accounting', host: '2001:db8::1', at: at(3) });
  const wang = signIn('王小明', { object: token('静态口令'), at: at(4) });

  test.each<[AuditFilter, AuditEvent[]]>([
    [{ user: 'alice' }, [alice]],
    [{ agentHost: 'vpn beijing' }, [alice]],
    [{ object: 'sn0001' }, [alice]],
    [{ host: '10.1.2.3' }, [alice]],
    [{ result: 'wrong-tokencode' }, [bob]],
    [{ site }, [alice]],
    [{ sites: [site, otherSite] }, [bob, alice]],
    [{ sites: [] }, []],
    [{ site, sites: [otherSite] }, []],
    [{ requestKey }, [bob]],
    [{ kind: 'accounting' }, [carol]],
    [{ from: at(2), to: at(4) }, [carol, bob]],
    [{ from: at(5) }, []],
    [{ from: '0000-01-01T00:00:00Z' }, [wang, carol, bob, alice]],
    [{ to: '0000-12-31T23:59:59Z' }, []],
    [{ user: 'alice', result: 'wrong-tokencode' }, []],
    [{ text: 'ali' }, [alice]],
    [{ text: 'beij' }, [alice]],
    [{ text: 'VPN bei' }, [alice]],
    [{ text: 'beijing vpn' }, []],
    [{ text: '10.1.2' }, [alice]],
    [{ text: 'smith@corp.ex' }, [carol]],
    [{ text: '2001:db8' }, [carol]],
    [{ text: '王小' }, [wang]],
    [{ text: '静态' }, [wang]],
    [{ text: 'sn00', user: 'bob' }, []],
    [{ text: 'sn00', sites: [site] }, [alice]],
    [{ text: `o'neill\\` }, []],
    [{ text: `' | ali:* & !` }, [alice]],
    [{ text: '%' }, []],
  ])('%j', async (filter, expected) => {
    await under.audit.publish(alice, bob, carol, wang);
    expect((await under.audit.list(filter)).entries.map(({ event }) => event.user?.login)).toEqual(expected.map(({ user }) => user?.login));
  });
});

test('a text that very many names match is found behind many events that it does not match', async () => {
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  await under.audit.publish(...Array.from({ length: 1100 }, (_, index) => signIn(`many-${index}`, { at: at(index) })));
  await under.audit.publish(...Array.from({ length: 5200 }, (_, index) => signIn('other', { at: at(2000 + index) })));
  const newest = await under.audit.list({ text: 'many' }, { limit: 2 });
  expect(newest.entries.map(({ event }) => event.user?.login)).toEqual(['many-1099', 'many-1098']);
  expect(await under.audit.logins({ text: 'many' }, { limit: 2, before: newest.next ?? 0 })).toEqual(['many-1097', 'many-1096']);
  expect(await under.audit.logins({ text: 'many' }, { limit: 2, after: 1098 })).toEqual(['many-1098', 'many-1099']);
  expect(await under.audit.logins({ text: 'many' }, { limit: 2, after: 0, order: 'time' })).toEqual(['many-0', 'many-1']);
  expect(await under.audit.logins({ text: 'many', result: 'token-lost' }, { limit: 2 })).toEqual([]);
  expect((await under.audit.list({ text: 'many' }, { limit: 2, after: 1098 })).next).toBe(null);
});

test('a text that many names match finds the newest', async () => {
  await under.audit.publish(...Array.from({ length: 300 }, (_, index) => signIn(`many-${index}`)), signIn('other'));
  expect(await under.audit.logins({ text: 'many' }, { limit: 3 })).toEqual(['many-299', 'many-298', 'many-297']);
  expect(await under.audit.logins({ text: 'many 7' }, { limit: 3 })).toEqual(['many-79', 'many-78', 'many-77']);
});

describe('pages', () => {
  // What happened second arrived last.
  beforeEach(async () => under.audit.publish(
    signIn('a', { at: at(1) }), signIn('b', { at: at(3) }), signIn('c', { at: at(4) }), signIn('late', { at: at(2) })));

  test('go from the newest to the oldest by the time of the event, and back', async () => {
    const first = await under.audit.list({}, { limit: 2 });
    expect(first.entries.map(({ event }) => event.user?.login)).toEqual(['c', 'b']);
    const second = await under.audit.list({}, { limit: 2, before: first.next ?? 0 });
    expect(second.entries.map(({ event }) => event.user?.login)).toEqual(['late', 'a']);
    expect(second.next).toBeNull();
    const back = await under.audit.list({}, { limit: 2, after: second.entries[0]?.sequence ?? 0, order: 'time' });
    expect(back.entries.map(({ event }) => event.user?.login)).toEqual(['b', 'c']);
    expect(back.next).toBeNull();
  });

  test('follow the arrival from an entry on', async () => {
    expect(await under.audit.logins({}, { after: 0 })).toEqual(['a', 'b', 'c', 'late']);
    expect(await under.audit.logins({}, { after: 0, order: 'time' })).toEqual(['a', 'late', 'b', 'c']);
    expect(await under.audit.logins({}, { after: 2 })).toEqual(['c', 'late']);
  });

  test('a cursor that names no entry stands for the one before it', async () => {
    expect(await under.audit.logins({}, { before: 1_000_000, limit: 1 })).toEqual(['late']);
    expect(await under.audit.logins({}, { before: 0 })).toEqual([]);
  });
});

test('a page never outgrows a message of the bus', async () => {
  const large = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`fact-${index}`, 'x'.repeat(4000)]));
  for (let count = 0; count < 12; count += 1) await under.audit.publish(signIn(`user-${count}`, { detail: large }));
  const page = await under.audit.list({});
  expect(JSON.stringify(page).length).toBeLessThan(512 * 1024);
  const all = [...page.entries];
  for (let next = page.next; next !== null;) {
    const more = await under.audit.list({}, { before: next });
    all.push(...more.entries);
    next = more.next;
  }
  expect(all).toHaveLength(12);
});
