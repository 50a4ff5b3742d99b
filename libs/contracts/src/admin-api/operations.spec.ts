import { describe, expect, test } from '@jest/globals';
import * as api from './v1/index.ts';
import { permissions } from './permissions.ts';
import { givenScopeSchema, rolePermissions, roles, scopeSchema } from './roles.ts';

const { operations } = api;

test('the table holds every operation that is exported, each once', () => {
  const exported = Object.values(api).filter((value) => api.isOperation(value));
  expect(new Set(operations)).toEqual(new Set(exported));
  for (const name of ['id', 'path'] as const) {
    const names = operations.map((operation) => (name === 'id' ? operation.id : `${operation.method} ${operation.path}`));
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each(operations.map((operation) => [operation.id, operation] as const))('%s says what its caller needs', (_id, operation) => {
  expect([...permissions, 'session', 'anyone']).toContain(operation.permission);
  if (operation.method === 'GET' && operation.permission !== 'session') expect(operation.permission).toMatch(/\.read$|^api-keys\.write$|^audit\.(export|verify)$/);
});

test('only signing in is open to anyone', () => {
  expect(operations.filter(({ permission }) => permission === 'anyone').map(({ id }) => id)).toEqual(['signIn']);
});

describe('roles', () => {
  test('the super administrator may do everything, everybody else less', () => {
    expect(rolePermissions['super-administrator']).toEqual(permissions);
    for (const role of roles.slice(1)) expect(rolePermissions[role].length).toBeLessThan(permissions.length);
    for (const role of roles) expect(new Set(rolePermissions[role]).size).toBe(rolePermissions[role].length);
  });

  test('an auditor changes nothing', () => {
    const writing = new Set<string>(operations.filter(({ method, permission }) => method !== 'GET' && permission !== 'audit.verify').map(({ permission }) => permission));
    expect(rolePermissions.auditor.filter((permission) => writing.has(permission))).toEqual([]);
    expect(rolePermissions.auditor.filter((permission) => !/\.read$|^audit\.(export|verify)$/.test(permission))).toEqual([]);
  });

  test('nobody but the super administrator changes settings or where the trail goes; the help desk assigns no token', () => {
    for (const role of roles.slice(1)) {
      expect(rolePermissions[role]).not.toContain('settings.write');
      expect(rolePermissions[role]).not.toContain('audit.administer');
    }
    expect(rolePermissions['help-desk']).not.toContain('tokens.assign');
    expect(rolePermissions['token-administrator']).not.toContain('users.password');
  });
});

test('a scope of nothing cannot be written', () => {
  expect(givenScopeSchema.safeParse({ kind: 'sites', ids: [] }).success).toBe(false);
  expect(givenScopeSchema.safeParse({ kind: 'all', ids: [] }).success).toBe(false);
  expect(scopeSchema.safeParse({ kind: 'all', ids: [] }).success).toBe(false);
});
