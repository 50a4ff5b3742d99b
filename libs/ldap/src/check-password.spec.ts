import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithSlapd, disposeAfterEach, privateSlapd, temporaryFolder, type PrivateSlapd } from '@countersign/testing';
import { DirectoryConnection } from './directory-connection.ts';
import { checkPassword } from './check-password.ts';
import { probe } from './probe.ts';
import { readPeople } from './read-people.ts';
import { ADMIN, BadServer, SUFFIX, directorySettings, personLdif, treeLdif } from './slapd-fixture.ts';

const describe = await describeWithSlapd();
const keep = disposeAfterEach();
const STRANGE = 'a*)(uid=*,+"=\\<>#;é 张';

describe('a real directory', () => {
  let plain: PrivateSlapd;
  let secure: PrivateSlapd;
  let ca = '';

  beforeAll(async () => {
    const folder = temporaryFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
      '-subj', '/CN=directory', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
    ca = readFileSync(cert, 'utf8');
    const crowd = Array.from({ length: 1203 }, (_, index) => personLdif(`crowd${index}`, 'x', { mail: `crowd${index}@example.com`, mobile: `+86 ${index}` }));
    const ldif = treeLdif(
      personLdif('alice', 'Wonder land!'), personLdif(STRANGE, 'odd'),
      `dn: ou=others,ou=people,${SUFFIX}\nobjectClass: organizationalUnit\nou: others\n`,
      personLdif('twin', 'one'), personLdif('twin', 'two').replace(/^dn:.*$/m, `dn: uid=twin,ou=others,ou=people,${SUFFIX}`), ...crowd);
    const options = { suffix: SUFFIX, adminPassword: ADMIN.password, ldif, sizeLimit: 500 };
    [plain, secure] = await Promise.all([
      privateSlapd({ ...options, tls: { certificateFile: cert, keyFile: key, only: false } }),
      privateSlapd({ ...options, tls: { certificateFile: cert, keyFile: key, only: true } }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([plain.stop(), secure.stop()]);
  });

  const ask = async (login: string, password: string, changes: Parameters<typeof directorySettings>[1] = {}, address = plain.address) =>
    checkPassword(address, directorySettings([address], changes), { login, password }, 60_000);

  test('right, wrong, unknown and ambiguous', async () => {
    expect(await ask('alice', 'Wonder land!')).toEqual({ verdict: 'right' });
    expect(await ask('ALICE', 'Wonder land!')).toEqual({ verdict: 'right' });
    expect(await ask('alice', 'wonder land!')).toEqual({ verdict: 'wrong', reason: 'password' });
    expect(await ask('nobody', 'x')).toEqual({ verdict: 'wrong', reason: 'unknown-user' });
    expect(await ask('twin', 'one')).toEqual({ verdict: 'wrong', reason: 'several-users' });
  });

  test('an empty password proves nothing, although the server would say yes', async () => {
    expect(await ask('alice', '')).toEqual({ verdict: 'wrong', reason: 'password' });
    const byName = { lookup: { how: 'name', template: `uid={login},ou=people,${SUFFIX}` } } as const;
    expect(await ask('alice', '', byName)).toEqual({ verdict: 'wrong', reason: 'password' });
  });

  test('a bind that would succeed for nobody is never sent', async () => {
    const connection = await DirectoryConnection.open(plain.address, directorySettings([plain.address]), 5000);
    try {
      for (const [name, password] of [[ADMIN.dn, ''], ['', ''], ['', 'x']] as const) await expect(connection.bind(name, password)).rejects.toMatchObject({ code: 'not-understood' });
    } finally {
      connection.close();
    }
  });

  test('what a name contains never becomes syntax', async () => {
    expect(await ask(STRANGE, 'odd')).toEqual({ verdict: 'right' });
    expect(await ask('*', 'Wonder land!')).toEqual({ verdict: 'wrong', reason: 'unknown-user' });
    expect(await ask('alice)(uid=*', 'Wonder land!')).toEqual({ verdict: 'wrong', reason: 'unknown-user' });
    const byName = { lookup: { how: 'name', template: `uid={login},ou=people,${SUFFIX}` } } as const;
    expect(await ask(STRANGE, 'odd', byName)).toEqual({ verdict: 'right' });
    expect(await ask('alice', 'Wonder land!', byName)).toEqual({ verdict: 'right' });
    expect(await ask('alice,ou=people', 'Wonder land!', byName)).toMatchObject({ verdict: 'wrong' });
    // ldapts takes such a name for a SASL mechanism.
    expect(await ask('EXTERNAL', 'x', { lookup: { how: 'name', template: '{login}' } })).toEqual({ verdict: 'wrong', reason: 'password' });
  });

  test('StartTLS and LDAPS go by the given authority, and by the address in the certificate', async () => {
    const viaStartTls = { security: 'starttls', ca } as const;
    const viaLdaps = { security: 'ldaps', ca } as const;
    expect(await ask('alice', 'Wonder land!', viaStartTls)).toEqual({ verdict: 'right' });
    expect(await ask('alice', 'Wonder land!', viaLdaps, secure.address)).toEqual({ verdict: 'right' });
    expect(await ask('alice', 'no', viaLdaps, secure.address)).toEqual({ verdict: 'wrong', reason: 'password' });
    await expect(ask('alice', 'Wonder land!', { ...viaStartTls, ca: null })).rejects.toMatchObject({ code: 'tls-failed' });
    await expect(ask('alice', 'Wonder land!', { ...viaLdaps, ca: null }, secure.address)).rejects.toMatchObject({ code: 'tls-failed' });
    const otherName = `localhost:${plain.port}`;
    await expect(ask('alice', 'Wonder land!', viaStartTls, otherName)).rejects.toMatchObject({ code: 'tls-failed' });
  });

  test('without TLS nobody beyond this machine is asked', async () => {
    await expect(ask('alice', 'x', {}, '192.0.2.1:389')).rejects.toMatchObject({ code: 'tls-failed' });
  });

  test('a service account that is refused is a fault of ours, not of the person', async () => {
    const lookup = { how: 'search', baseDn: `ou=people,${SUFFIX}`, filter: '(uid={login})', bindDn: ADMIN.dn, bindPassword: 'no' } as const;
    await expect(ask('alice', 'Wonder land!', { lookup })).rejects.toMatchObject({ code: 'service-refused' });
    await expect(ask('alice', 'Wonder land!', { lookup: { ...lookup, bindPassword: ADMIN.password, baseDn: 'dc=nowhere' } })).rejects.toMatchObject({ code: 'service-refused' });
  });

  test('a test goes step by step, as far as it comes', async () => {
    const settings = directorySettings([plain.address]);
    const steps = async (login: string | null, password: string | null, from = settings) =>
      (await probe(plain.address, from, login === null ? null : { login, password }, () => performance.now())).map(({ step, verdict }) => `${step} ${verdict}`);
    expect(await steps('alice', 'Wonder land!')).toEqual(['connect passed', 'service-account passed', 'find-user passed', 'password passed']);
    expect(await steps('alice', 'no')).toEqual(['connect passed', 'service-account passed', 'find-user passed', 'password wrong-password']);
    expect(await steps('nobody', 'no')).toEqual(['connect passed', 'service-account passed', 'find-user unknown-user']);
    expect(await steps(null, null)).toEqual(['connect passed', 'service-account passed']);
    expect(await steps('alice', null, directorySettings([], { security: 'starttls' }))).toEqual(['connect tls-failed']);
  });

  test('people come page by page beyond what one answer may hold', async () => {
    const query = {
      baseDn: `ou=people,${SUFFIX}`, filter: '(uid=crowd*)',
      attributes: { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: 'mobile', email: 'mail', group: null },
    };
    const pages: number[] = [];
    const logins = new Set<string | null>();
    // The first server is not there: the second is read.
    for await (const page of readPeople(directorySettings(['127.0.0.1:1', plain.address]), query, { pageMs: 60_000, totalMs: 60_000, signal: new AbortController().signal })) {
      pages.push(page.length);
      for (const person of page) {
        logins.add(person.login);
        expect(person).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{16,}$/), email: `${person.login}@example.com`, disabled: false });
      }
    }
    expect(pages).toEqual([500, 500, 203]);
    expect(logins.size).toBe(1203);
  });

  test('a connection that is cut after StartTLS is not opened again in the clear', async () => {
    let opened = 0;
    const heard: Buffer[] = [];
    const liar = keep(await BadServer.start((socket) => {
      opened += 1;
      socket.on('data', (chunk) => {
        heard.push(chunk);
        if (opened === 1) socket.end(Buffer.from('300c02010178070a010004000400', 'hex')); // agrees to TLS, then closes
      });
    }));
    await expect(ask('alice', 'Wonder land!', { security: 'starttls', ca }, liar.address)).rejects.toMatchObject({ code: 'tls-failed' });
    expect(opened).toBe(1);
    expect(Buffer.concat(heard).includes('Wonder')).toBe(false);
    expect(Buffer.concat(heard).includes('service')).toBe(false);
  });
});
