import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { type Places, addressLines, firstSignInLines, quoted } from './announcement.ts';

const usual: Places = {
  checkout: '/srv/countersign', apiKeyFile: '/srv/countersign/data/admin-api-key', firstAdministratorFile: null, cluster: '/srv/countersign/data/postgres/cluster',
  http: { host: '127.0.0.1', port: 8080 }, radius: { host: '0.0.0.0', port: 1812 }, accounting: { host: '0.0.0.0', port: 1813 },
};
const elsewhere: Places = {
  checkout: '/srv/it\'s here', apiKeyFile: '/var/lib/a folder/admin-api-key', firstAdministratorFile: null, cluster: null,
  http: { host: '::', port: 9000 }, radius: { host: '::1', port: 2812 }, accounting: { host: '::1', port: 2813 },
};

describe('the announcement', () => {
  test('names what listens and what must be kept', () => {
    expect(addressLines(usual)).toEqual([
      'Console    http://127.0.0.1:8080/',
      'Admin API  http://127.0.0.1:8080   key in /srv/countersign/data/admin-api-key',
      'RADIUS     0.0.0.0:1812 (authentication)   0.0.0.0:1813 (accounting)',
      'Database   /srv/countersign/data/postgres/cluster',
    ]);
    expect(addressLines({ ...usual, http: { host: '0.0.0.0', port: 8443, secure: true } })[0]).toBe('Console    https://127.0.0.1:8443/');
    expect(addressLines(elsewhere)[0]).toBe('Console    http://127.0.0.1:9000/');
    expect(addressLines({ ...usual, firstAdministratorFile: '/srv/first-password' })[0]).toBe(
      'Console    http://127.0.0.1:8080/   sign in as admin; the first password is in /srv/first-password');
    expect(addressLines(elsewhere)[2]).toBe('RADIUS     [::1]:2812 (authentication)   [::1]:2813 (accounting)');
    expect(addressLines(elsewhere)[3]).toBe('Database   as given (--database-url)');
  });

  test('says nothing about what the command line assumes anyway', () => {
    const text = firstSignInLines(usual, 'a-secret').join('\n');
    expect(text).toContain('--address 127.0.0.1/32');
    expect(text).toMatch(/radius test alice$/m);
    expect(text).not.toContain('export');
  });

  test('leads to a server that listens elsewhere', () => {
    const lines = firstSignInLines(elsewhere, 'a-secret').map((line) => line.trim());
    expect(lines).toContain(String.raw`cd '/srv/it'\''s here'`);
    expect(lines).toContain('export COUNTERSIGN_URL=http://127.0.0.1:9000');
    expect(lines).toContain('export COUNTERSIGN_API_KEY_FILE=\'/var/lib/a folder/admin-api-key\'');
    expect(lines).toContain('npx countersign radius test alice --host [::1]:2812');
    expect(lines.join('\n')).toContain('--address ::1/128');
  });

  test.each(['plain', 'it\'s', '$(id) `id` "x" \\', 'a\nb', ''])('%j is one word of a shell', (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
  });
});
