import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overtaken } from './overtaken.ts';

describe('a form that was overtaken', () => {
  const base = { name: 'Lab', mobile: null, times: [{ from: '08:00' }], enabled: true };

  test('takes what was not touched, keeps what was typed, and says what both changed', () => {
    const now = { ...base, name: 'Laboratory', mobile: '2', times: [{ from: '09:00' }] };
    expect(overtaken(base, now, { ...base, mobile: '1', enabled: false })).toEqual({
      taken: { name: 'Laboratory', times: [{ from: '09:00' }] }, theirs: ['name', 'mobile', 'times'], both: ['mobile'],
    });
  });

  test('has nothing to say where both changed it to the same, or nothing of the form changed', () => {
    expect(overtaken(base, { ...base, mobile: '1' }, { ...base, mobile: '1' })).toEqual({ taken: {}, theirs: ['mobile'], both: [] });
    expect(overtaken(base, { ...base }, { ...base, mobile: '1' })).toEqual({ taken: {}, theirs: [], both: [] });
  });

  test('takes an emptied field for one that was never filled, and one that is not shown for untouched', () => {
    expect(overtaken({ mobile: null }, { mobile: '2' }, { mobile: undefined })).toMatchObject({ taken: { mobile: '2' }, both: [] });
    expect(overtaken({ pool: 'a' }, { pool: 'b' }, {})).toMatchObject({ taken: { pool: 'b' }, both: [] });
  });

  test('looks into objects, and takes a list or a date for one value', () => {
    const [first, later] = [new Date(0), new Date(1)];
    const attributes = { login: 'uid', mobile: 'mobile', group: null };
    expect(overtaken(
      { attributes, until: first, lines: [{ name: 'a' }] }, { attributes: { ...attributes, mobile: 'phone', group: 'ou' }, until: later, lines: [{ name: 'b' }] },
      { attributes: { ...attributes, login: 'mail', group: 'memberOf' }, until: first, lines: [{ name: 'a' }] },
    )).toEqual({ taken: { attributes: { mobile: 'phone' }, until: later, lines: [{ name: 'b' }] }, theirs: ['attributes.mobile', 'attributes.group', 'until', 'lines'], both: ['attributes.group'] });
  });

  describe('with a choice on which other fields hang', () => {
    const choices = { scopeKind: ['scopeIds'] };
    const sites = { scopeKind: 'sites', scopeIds: ['a', 'b'], role: 'auditor' };

    test('keeps it with them where both changed something of it: one would make nonsense of the other', () => {
      expect(overtaken(sites, { scopeKind: 'groups', scopeIds: ['g'], role: 'help-desk' }, { ...sites, scopeIds: ['a'] }, choices))
        .toEqual({ taken: { role: 'help-desk' }, theirs: ['scopeKind', 'scopeIds', 'role'], both: ['scopeKind', 'scopeIds'] });
      expect(overtaken(sites, { ...sites, scopeIds: ['a'] }, { scopeKind: 'all', scopeIds: ['a', 'b'], role: 'auditor' }, choices)).toMatchObject({ taken: {}, both: ['scopeIds'] });
    });

    test('takes it with them where only the other changed it', () => {
      expect(overtaken(sites, { ...sites, scopeKind: 'groups', scopeIds: ['g'] }, { ...sites, role: 'help-desk' }, choices))
        .toEqual({ taken: { scopeKind: 'groups', scopeIds: ['g'] }, theirs: ['scopeKind', 'scopeIds'], both: [] });
    });

    test('merges field by field where the choice is the same', () => {
      expect(overtaken({ how: 'search', base: 'a', filter: 'b' }, { how: 'search', base: 'x', filter: 'b' }, { how: 'search', base: 'a', filter: 'y' }, { how: ['base', 'filter'] }))
        .toEqual({ taken: { base: 'x' }, theirs: ['base'], both: [] });
    });
  });

  test('never gives up what was typed', () => {
    const values = fc.record({ a: fc.constantFrom(1, 2, null), b: fc.constantFrom('x', 'y', undefined), c: fc.constantFrom([], [1]) });
    fc.assert(fc.property(values, values, values, (before, now, typed) => {
      const { taken } = overtaken(before, now, typed);
      for (const name of ['a', 'b', 'c'] as const) {
        const wasTyped = JSON.stringify(typed[name] ?? null) !== JSON.stringify(before[name] ?? null);
        if (wasTyped) expect(taken).not.toHaveProperty(name);
      }
    }));
  });
});
