/** Encrypted PSKC: every cipher, key wrap, MAC and key derivation, and what is said when something is wrong. */

import { createCipheriv, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KEY, PASSWORD, SEED, container, failureOf, hotpPackage, readAll, readTokens } from '../spec-support.ts';
import type { Unlock } from '../unlock.ts';

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const SEED_24 = Buffer.from('123456789012345678901234');

function cbc(algorithm: string, key: Uint8Array, plain: Uint8Array, blockBytes = 16): Buffer {
  const iv = randomBytes(blockBytes);
  const cipher = createCipheriv(algorithm, key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]);
}

function gcm(algorithm: 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm', key: Uint8Array, plain: Uint8Array): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv(algorithm, key, iv);
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** OpenSSL's own key wraps: the reader has its own implementation. */
function wrap(algorithm: string, key: Uint8Array, plain: Uint8Array, iv: string | null): Buffer {
  const cipher = createCipheriv(algorithm, key, iv === null ? null : Buffer.from(iv, 'hex'));
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

function encrypted(algorithm: string, data: Uint8Array): string {
  return `<xenc:EncryptionMethod Algorithm="${algorithm}"/><xenc:CipherData><xenc:CipherValue>${Buffer.from(data).toString('base64')}</xenc:CipherValue></xenc:CipherData>`;
}

function secretOf(algorithm: string, data: Uint8Array, mac?: Uint8Array): string {
  return `<EncryptedValue>${encrypted(algorithm, data)}</EncryptedValue>${mac === undefined ? '' : `<ValueMAC>${Buffer.from(mac).toString('base64')}</ValueMAC>`}`;
}

const PRESHARED = '<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey>\n';

function macMethod(name: string, key: Uint8Array, macKey: Uint8Array): string {
  return `<MACMethod Algorithm="${name}"><MACKey>${encrypted(`${XMLENC}aes128-cbc`, cbc('aes-128-cbc', key, macKey))}</MACKey></MACMethod>\n`;
}

async function refusalsOf(file: string, unlock: Unlock): Promise<unknown[]> {
  return (await readAll(file, { unlock })).map((event) => (event.type === 'refused' ? event.reason : event.type));
}

const CIPHERS: readonly (readonly [name: string, keyBytes: number, seed: Buffer, seal: (key: Uint8Array, plain: Uint8Array) => Buffer])[] = [
  [`${XMLENC}aes128-cbc`, 16, SEED, (key, plain) => cbc('aes-128-cbc', key, plain)],
  [`${XMLENC}aes192-cbc`, 24, SEED, (key, plain) => cbc('aes-192-cbc', key, plain)],
  [`${XMLENC}aes256-cbc`, 32, SEED, (key, plain) => cbc('aes-256-cbc', key, plain)],
  [`${XMLENC}tripledes-cbc`, 24, SEED, (key, plain) => cbc('des-ede3-cbc', key, plain, 8)],
  ['3DES168-CBC', 24, SEED, (key, plain) => cbc('des-ede3-cbc', key, plain, 8)],
  ['3DES112-CBC', 16, SEED, (key, plain) => cbc('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), plain, 8)],
  [`${MORE}camellia128-cbc`, 16, SEED, (key, plain) => cbc('camellia-128-cbc', key, plain)],
  [`${MORE}camellia192-cbc`, 24, SEED, (key, plain) => cbc('camellia-192-cbc', key, plain)],
  [`${MORE}camellia256-cbc`, 32, SEED, (key, plain) => cbc('camellia-256-cbc', key, plain)],
  [`${XMLENC11}aes128-gcm`, 16, SEED, (key, plain) => gcm('aes-128-gcm', key, plain)],
  [`${XMLENC11}aes192-gcm`, 24, SEED, (key, plain) => gcm('aes-192-gcm', key, plain)],
  [`${XMLENC11}aes256-gcm`, 32, SEED, (key, plain) => gcm('aes-256-gcm', key, plain)],
  [`${XMLENC}kw-aes128`, 16, SEED_24, (key, plain) => wrap('id-aes128-wrap', key, plain, 'a6a6a6a6a6a6a6a6')],
  [`${XMLENC}kw-aes192`, 24, SEED_24, (key, plain) => wrap('id-aes192-wrap', key, plain, 'a6a6a6a6a6a6a6a6')],
  [`${XMLENC}kw-aes256`, 32, SEED_24, (key, plain) => wrap('id-aes256-wrap', key, plain, 'a6a6a6a6a6a6a6a6')],
  [`${XMLENC11}kw-aes-128-pad`, 16, SEED, (key, plain) => wrap('id-aes128-wrap-pad', key, plain, 'a65959a6')],
  [`${XMLENC11}kw-aes-192-pad`, 24, SEED, (key, plain) => wrap('id-aes192-wrap-pad', key, plain, 'a65959a6')],
  [`${XMLENC11}kw-aes-256-pad`, 32, SEED, (key, plain) => wrap('id-aes256-wrap-pad', key, plain, 'a65959a6')],
  [`${XMLENC}kw-aes128`, 16, SEED, (key, plain) => wrap('id-aes128-wrap-pad', key, plain, 'a65959a6')],
  [`${XMLENC}kw-tripledes`, 24, SEED_24, (key, plain) => wrap('des3-wrap', key, plain, null)],
];

describe('ciphers and key wraps', () => {
  it.each(CIPHERS)('%s', async (name, keyBytes, seed, seal) => {
    const key = randomBytes(keyBytes);
    const data = seal(key, seed);
    const authenticated = name.includes('kw-') || name.includes('gcm');
    const file = container(PRESHARED + hotpPackage('1', secretOf(name, data)));
    expect(await readTokens(file, { unlock: { key } })).toMatchObject([{ seed, warnings: authenticated ? [] : ['integrity-not-checked'] }]);

    const error = await failureOf(file, { unlock: { key: randomBytes(keyBytes) } }).catch(() => undefined);
    // A CBC value without MAC gives no sign once in 256 wrong keys.
    if (error !== undefined || authenticated) expect(error?.reason).toBe('wrong-key');

    if (!authenticated) return;
    data[9] = (data[9] ?? 0) ^ 1;
    const changed = container(PRESHARED + hotpPackage('1', secretOf(name, seal(key, seed))) + hotpPackage('2', secretOf(name, data)));
    expect(await refusalsOf(changed, { key })).toEqual(['token', 'not-decryptable']);
  });

  it('opens a Camellia key wrap (a vector of python-pskc)', async () => {
    const file = container(PRESHARED + hotpPackage('1', secretOf(`${XMLENC}kw-camellia128`, Buffer.from('WB128TBZ1WGZzPNJNbwNrWRqQceU7M4FQSJPy2nw6iI=', 'base64'))));
    expect(await readTokens(file, { unlock: { key: Buffer.from('e35b135a09bfff8b314a5a0c32193c37', 'hex') } })).toMatchObject([{ seed: SEED }]);
  });

  it.each(CIPHERS)('%s: data of any length is refused, never a crash', async (name, keyBytes, _seed, _seal) => {
    const key = randomBytes(keyBytes);
    for (let length = 1; length < 70; length += 1) {
      const outcome = await refusalsOf(container(PRESHARED + hotpPackage('1', secretOf(name, randomBytes(length)))), { key }).catch((error: unknown) => error);
      expect(outcome).toEqual(Array.isArray(outcome) ? outcome : expect.objectContaining({ reason: 'wrong-key' }));
    }
  });

  it('accepts the arbitrary padding of XML Encryption where a MAC vouches for it', async () => {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-128-cbc', KEY, iv).setAutoPadding(false);
    const data = Buffer.concat([iv, cipher.update(Buffer.concat([SEED, randomBytes(11), Buffer.from([12])]))]);
    const mac = createHmac('sha1', KEY).update(data).digest();
    const withMac = container(`${PRESHARED}<MACMethod Algorithm="hmac-sha1"/>${hotpPackage('1', secretOf('aes128-cbc', data, mac))}`);
    expect(await readTokens(withMac, { unlock: { key: KEY } })).toMatchObject([{ seed: SEED }]);
  });

  it('opens a content key that is itself wrapped under the exchanged key', async () => {
    const contentKey = randomBytes(32);
    const head = `<EncryptionKey><xenc:EncryptedKey>${encrypted(`${XMLENC}kw-aes128`, wrap('id-aes128-wrap', KEY, contentKey, 'a6a6a6a6a6a6a6a6'))}</xenc:EncryptedKey></EncryptionKey>`;
    const file = container(head + hotpPackage('1', secretOf('aes256-gcm', gcm('aes-256-gcm', contentKey, SEED))));
    expect(await readTokens(file, { unlock: { key: KEY } })).toMatchObject([{ seed: SEED }]);
    expect(await failureOf(file, { unlock: { key: randomBytes(16) } })).toMatchObject({ reason: 'wrong-key' });
  });
});

describe('MACs', () => {
  const macKey = randomBytes(20);
  const data = cbc('aes-128-cbc', KEY, SEED);

  it.each([
    ['http://www.w3.org/2000/09/xmldsig#hmac-sha1', 'sha1'],
    [`${MORE}hmac-sha224`, 'sha224'],
    [`${MORE}hmac-sha256`, 'sha256'],
    [`${MORE}hmac-sha384`, 'sha384'],
    [`${MORE}hmac-sha512`, 'sha512'],
    ['HMAC-SHA-256', 'sha256'],
    ['http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#hmac-sha1', 'sha1'],
  ])('%s', async (name, hash) => {
    const withKey = container(PRESHARED + macMethod(name, KEY, macKey) + hotpPackage('1', secretOf('aes128-cbc', data, createHmac(hash, macKey).update(data).digest())));
    expect(await readTokens(withKey, { unlock: { key: KEY } })).toMatchObject([{ seed: SEED, warnings: [] }]);
    const withoutKey = container(`${PRESHARED}<MACMethod Algorithm="${name}"/>${hotpPackage('1', secretOf('aes128-cbc', data, createHmac(hash, KEY).update(data).digest()))}`);
    expect(await readTokens(withoutKey, { unlock: { key: KEY } })).toMatchObject([{ seed: SEED, warnings: [] }]);
  });

  it('are verified over IV and ciphertext: every changed byte is noticed', async () => {
    const mac = createHmac('sha1', macKey).update(data).digest();
    for (let index = 0; index < data.length; index += 1) {
      const changed = Buffer.from(data);
      changed[index] = (changed[index] ?? 0) ^ 0x40;
      const file = container(PRESHARED + macMethod('hmac-sha1', KEY, macKey) + hotpPackage('1', secretOf('aes128-cbc', changed, mac)));
      expect(await refusalsOf(file, { key: KEY })).toEqual(['wrong-mac']);
    }
  });

  it('tell a wrong MAC from a wrong key also where the encryption key is the MAC key', async () => {
    const file = container(`${PRESHARED}<MACMethod Algorithm="hmac-sha1"/>${hotpPackage('1', secretOf('aes128-cbc', data, Buffer.alloc(20)))}`);
    expect(await refusalsOf(file, { key: KEY })).toEqual(['wrong-mac']);
    expect(await failureOf(file, { unlock: { key: randomBytes(16) } })).toMatchObject({ reason: 'wrong-key' });
  });

  it('of the wrong length are wrong', async () => {
    const mac = createHmac('sha1', macKey).update(data).digest();
    for (const cut of [mac.subarray(0, 10), Buffer.concat([mac, mac])]) {
      expect(await refusalsOf(container(PRESHARED + macMethod('hmac-sha1', KEY, macKey) + hotpPackage('1', secretOf('aes128-cbc', data, cut))), { key: KEY })).toEqual(['wrong-mac']);
    }
  });

  it('give the same answer to a wrong padding as to a wrong MAC', async () => {
    const mac = Buffer.alloc(20);
    const lastByte = Buffer.from(data);
    lastByte[31] = (lastByte[31] ?? 0) ^ 0xff;
    const head = PRESHARED + macMethod('hmac-sha1', KEY, macKey);
    const badMac = await readAll(container(head + hotpPackage('1', secretOf('aes128-cbc', data, mac))), { unlock: { key: KEY } });
    const badPadding = await readAll(container(head + hotpPackage('1', secretOf('aes128-cbc', lastByte, mac))), { unlock: { key: KEY } });
    expect(badPadding).toEqual(badMac);
  });

  it('always notice a wrong key or password, whatever it decrypts to', async () => {
    const mac = createHmac('sha1', macKey).update(data).digest();
    const file = container(PRESHARED + macMethod('hmac-sha1', KEY, macKey) + hotpPackage('1', secretOf('aes128-cbc', data, mac)));
    for (let tries = 0; tries < 600; tries += 1) {
      expect(await failureOf(file, { unlock: { key: randomBytes(16) } })).toMatchObject({ reason: 'wrong-key' });
    }
  });

  it('cover encrypted counters, too', async () => {
    const counter = cbc('aes-128-cbc', KEY, Buffer.from([0, 0, 0, 0, 0, 0, 1, 2]));
    const counterMac = createHmac('sha1', macKey).update(counter).digest();
    const pkg = (mac: Uint8Array | undefined): string => hotpPackage('1', secretOf('aes128-cbc', data, createHmac('sha1', macKey).update(data).digest()))
      .replace('</Secret>', `</Secret><Counter>${secretOf('aes128-cbc', counter, mac)}</Counter>`);
    const head = PRESHARED + macMethod('hmac-sha1', KEY, macKey);
    expect(await readTokens(container(head + pkg(counterMac)), { unlock: { key: KEY } })).toMatchObject([{ counter: 258 }]);
    expect(await refusalsOf(container(head + pkg(Buffer.alloc(20))), { key: KEY })).toEqual(['wrong-mac']);
    expect(await refusalsOf(container(head + pkg(undefined)), { key: KEY })).toEqual(['mac-missing']);
  });
});

describe('passwords', () => {
  const salt = Buffer.from('0123456789abcdef', 'hex');
  const derived = (prf: string, keyLength: string, iterations = '100'): string => '<EncryptionKey><xenc11:DerivedKey><xenc11:KeyDerivationMethod Algorithm="http://www.w3.org/2009/xmlenc11#pbkdf2"><pkcs5:PBKDF2-params>'
    + `<Salt><Specified>${salt.toString('base64')}</Specified></Salt><IterationCount>${iterations}</IterationCount>${keyLength}${prf}</pkcs5:PBKDF2-params></xenc11:KeyDerivationMethod></xenc11:DerivedKey></EncryptionKey>`;
  const fileFor = (head: string, key: Uint8Array): string => container(head + macMethod('hmac-sha1', key, randomBytes(20)) + hotpPackage('1', secretOf('aes128-gcm', gcm('aes-128-gcm', key, SEED))));

  it.each([
    ['', 'sha1'],
    ['<PRF/>', 'sha1'],
    ['<PRF Algorithm=""/>', 'sha1'],
    [`<PRF Algorithm="${MORE}hmac-sha224"/>`, 'sha224'],
    [`<PRF Algorithm="${MORE}hmac-sha256"/>`, 'sha256'],
    [`<PRF Algorithm="${MORE}hmac-sha384"/>`, 'sha384'],
    [`<PRF Algorithm="${MORE}hmac-sha512"/>`, 'sha512'],
  ])('PBKDF2 with %s', async (prf, hash) => {
    const key = pbkdf2Sync('pässwörd', salt, 100, 16, hash);
    const file = fileFor(derived(prf, '<KeyLength>16</KeyLength>'), key);
    expect(await readTokens(file, { unlock: { password: 'pässwörd' } })).toMatchObject([{ seed: SEED }]);
    expect(await failureOf(file, { unlock: { password: 'passwörd' } })).toMatchObject({ reason: 'wrong-password' });
  });

  it('take the length of the key from the cipher where the file leaves it out', async () => {
    const key = pbkdf2Sync(PASSWORD, salt, 100, 16, 'sha1');
    expect(await readTokens(fileFor(derived('', ''), key), { unlock: { password: PASSWORD } })).toMatchObject([{ seed: SEED }]);
  });

  it('are not needed when the derived key itself is given', async () => {
    const key = pbkdf2Sync(PASSWORD, salt, 100, 16, 'sha1');
    expect(await readTokens(fileFor(derived('', ''), key), { unlock: { key } })).toMatchObject([{ seed: SEED }]);
  });

  it('cannot be made to cost any number of rounds, or any length of key', async () => {
    const key = randomBytes(16);
    expect(await failureOf(fileFor(derived('', '', '10000001'), key), { unlock: { password: PASSWORD } })).toMatchObject({ reason: 'limit-exceeded' });
    expect(await failureOf(fileFor(derived('', '', '101'), key), { unlock: { password: PASSWORD }, limits: { pbkdf2Iterations: 100 } })).toMatchObject({ reason: 'limit-exceeded' });
    expect(await failureOf(fileFor(derived('', '<KeyLength>65</KeyLength>'), key), { unlock: { password: PASSWORD } })).toMatchObject({ reason: 'limit-exceeded' });
    for (const iterations of ['0', '-1', '1e9', '999999999999999999999', '']) {
      expect(await failureOf(fileFor(derived('', '', iterations), key), { unlock: { password: PASSWORD } })).toMatchObject({ reason: 'encryption-incomplete' });
    }
  });
});

describe('drafts with a digest', () => {
  it('never take an encrypted secret for a plain one', async () => {
    const data = cbc('aes-128-cbc', KEY, SEED);
    const file = container(`<EncryptionMethod Algorithm="${XMLENC}aes128-cbc"/><DigestMethod Algorithm="hmac-sha1"/>`
      + `<Device><DeviceId><SerialNo>1</SerialNo></DeviceId><Key KeyAlgorithm="HOTP"><Data Name="SECRET"><Value>${data.toString('base64')}</Value></Data></Key></Device>`);
    expect(await refusalsOf(file, { key: KEY })).toEqual(['mac-missing']);
  });

  it('without encryption are read with a warning: their digest has no key', async () => {
    const file = container('<EncryptionMethod algorithm="NONE"/><DigestMethod algorithm="HMAC-SHA1"/>'
      + `<Device><DeviceId><SerialNo>1</SerialNo></DeviceId><Key KeyAlgorithm="HOTP"><Data Name="SECRET"><Value>${SEED.toString('base64')}</Value><ValueDigest>AAAA</ValueDigest></Data></Key></Device>`);
    expect(await readTokens(file)).toMatchObject([{ seed: SEED, warnings: ['integrity-not-checked'] }]);
  });
});
