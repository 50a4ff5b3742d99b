/** Files in the shapes that vendors ship: drafts of PSKC, odd namespaces and encodings, several keys in one device. */

import { describe, expect, it } from '@jest/globals';
import { KEY, PASSWORD, SEED, container, hotpPackage, readAll, readTokens, vector } from '../spec-support.ts';

const SEED_32 = Buffer.from('12345678901234567890123456789012');

describe('PSKC files of vendors', () => {
  it('reads plain TOTP and HOTP tokens with dates, their serials as text', async () => {
    const tokens = await readTokens(vector('vendors/plain-mixed.xml'));
    expect(tokens).toEqual([
      {
        serial: '2600100000015', keyId: '2600100000015', algorithm: 'totp', hash: 'sha1', digits: 6, period: 60, t0: 0, seed: SEED,
        manufacturer: 'Example Technology Co.,Ltd', startsAt: new Date('2024-09-19'), expiresAt: new Date('2034-09-01'), warnings: [],
      },
      {
        serial: '0000117803294', keyId: '0000117803294', algorithm: 'hotp', hash: 'sha1', digits: 6, counter: 0, seed: SEED,
        manufacturer: 'Example Technology Co.,Ltd', startsAt: new Date('2024-09-19'), expiresAt: new Date('2034-09-01'), warnings: [],
      },
    ]);
  });

  it('reads the draft with one IV for all, a digest over the plaintext and a counter in the clear', async () => {
    const [token] = await readTokens(vector('vendors/draft-device-separate-iv.xml'), { unlock: { key: KEY } });
    expect(token).toMatchObject({ serial: '0950380269', algorithm: 'hotp', digits: 8, counter: 837_830_147, seed: SEED, warnings: [] });
  });

  it('reads the first draft: SecretContainer, password-based two-key triple DES, an encrypted counter', async () => {
    const [token] = await readTokens(vector('vendors/draft-secret-container.xml'), { unlock: { password: PASSWORD } });
    expect(token).toMatchObject({
      serial: '98765432187', keyId: '77654321870', algorithm: 'hotp', digits: 6, counter: 100, seed: SEED,
      friendlyName: 'MySecondToken', expiresAt: new Date('2031-01-02'),
    });
  });

  it('reads OCRA cards', async () => {
    const [token] = await readTokens(vector('vendors/ocra-card.xml'), { unlock: { key: KEY } });
    expect(token).toMatchObject({ serial: '306EXA4-00960', algorithm: 'ocra', suite: 'OCRA-1:HOTP-SHA1-6:C-QN08-PSHA1', hash: 'sha1', digits: 6, counter: 7, model: '306E', seed: SEED });
  });

  it('reads a file with every element prefixed, and two keys in one device', async () => {
    const tokens = await readTokens(vector('vendors/every-element-prefixed.xml'), { unlock: { password: '3FCA3158035072D6' } });
    expect(tokens).toMatchObject([
      { serial: 'XXXX0000001F', keyId: 'XXXX0000001F#1', algorithm: 'totp', hash: 'sha256', period: 172_800, seed: SEED_32 },
      { serial: 'XXXX0000001F#2', keyId: 'XXXX0000001F#2', algorithm: 'ocra', hash: 'sha256', digits: 8, seed: SEED_32 },
    ]);
    expect(tokens[1]).not.toHaveProperty('counter');
  });

  it('reads the algorithm names of the drafts, and a drift of the clock', async () => {
    const tokens = await readTokens(vector('vendors/draft-algorithm-profiles.xml'));
    expect(tokens).toMatchObject([
      { serial: '987654322', algorithm: 'ocra', suite: 'OCRA-1:HOTP-SHA512-8:C-QN08', hash: 'sha512', digits: 8, counter: 3 },
      { serial: '987654322-12345679', algorithm: 'totp', digits: 6, period: 30, t0: 0, timeDrift: -4 },
    ]);
  });

  it('reads UTF-16 from Windows and GB2312 from China', async () => {
    expect(await readTokens(vector('vendors/utf-16-windows.xml'))).toMatchObject([{ serial: '4711', model: '令牌' }]);
    expect(await readTokens(vector('vendors/gb2312.xml'))).toMatchObject([{ serial: '4711', manufacturer: '飞天', algorithm: 'totp', period: 30 }]);
  });
});

describe('serials of keys', () => {
  const key = (id: string): string => `<Key Id="${id}" Algorithm="HOTP"><Data><Secret><PlainValue>MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=</PlainValue></Secret></Data></Key>`;
  const device = (serial: string, ...keys: string[]): string => `<KeyPackage><DeviceInfo><SerialNo>${serial}</SerialNo></DeviceInfo>${keys.join('')}</KeyPackage>`;
  const serials = async (children: string): Promise<unknown[]> => (await readAll(container(children))).map((event) => (event.type === 'token' ? event.token.serial : event.type === 'refused' ? event.reason : event));

  it('are that of the device for its first key, and name the key for further ones', async () => {
    expect(await serials(device('D1', key('a'), key('b')) + device('D1', key('c')))).toEqual(['D1', 'D1-b', 'D1-c']);
    expect(await serials(device('D1', key('D1/1'), key('D1/2')))).toEqual(['D1', 'D1/2']);
  });

  it('are duplicates when device and key repeat', async () => {
    expect(await serials(device('D1', key('a')) + device('D1', key('a')))).toEqual(['D1', 'duplicate-serial-in-file']);
    expect(await serials(device('D1', key('a'), key('b'), key('b')))).toEqual(['D1', 'D1-b', 'duplicate-serial-in-file']);
    expect(await serials(device('D1', key('D1')) + device('D1', key('D1')))).toEqual(['D1', 'duplicate-serial-in-file']);
  });

  it('are free again when the key that had them is refused', async () => {
    expect(await serials(device('D1', key('a').replace('HOTP', 'PIN'), key('b')))).toEqual(['pin-key', 'D1']);
  });

  it('leave the serials of other devices alone', async () => {
    expect(await serials(device('D1', key('a')) + device('D1-a', key('D1-a')))).toEqual(['D1', 'D1-a']);
  });

  it('never repeat, even where a made-up serial meets a real one', async () => {
    const made = await serials(device('D1', key('a'), key('b')) + device('D1-b', key('D1-b')) + device('D1-c', key('D1-c')) + device('D1', key('c')));
    expect(made).toEqual(['D1', 'D1-b', 'duplicate-serial-in-file', 'D1-c', 'duplicate-serial-in-file']);
  });

  it('may have 64 characters, and none that cannot be seen', async () => {
    expect(await serials(hotpPackage('x'.repeat(64), '<PlainValue>MTIzNA==</PlainValue>'))).toEqual(['x'.repeat(64)]);
    expect(await serials(hotpPackage('x'.repeat(65), '<PlainValue>MTIzNA==</PlainValue>'))).toEqual(['bad-serial']);
    for (const bad of ['a\u202Eb', 'a\u00A0b', 'a  b', 'a&#9;b', '\u0085']) {
      expect(await serials(hotpPackage(bad, '<PlainValue>MTIzNA==</PlainValue>'))).toEqual(['bad-serial']);
    }
  });
});

describe('numbers and algorithm names of PSKC keys', () => {
  const read = async (attributes: string, contents: string): Promise<unknown> => {
    const [event] = await readAll(container(`<KeyPackage><Key Id="1" ${attributes}>${contents}</Key></KeyPackage>`));
    return event?.type === 'token' ? event.token : event?.type === 'refused' ? event.reason : event;
  };
  const data = (values: string): string => `<Data><Secret><PlainValue>${SEED.toString('base64')}</PlainValue></Secret>${values}</Data>`;

  it.each([
    ['urn:ietf:params:xml:ns:keyprov:pskc:hotp', 'hotp', 'sha1'],
    ['urn:ietf:params:xml:ns:keyprov:pskc#totp', 'totp', 'sha1'],
    ['http://www.ietf.org/keyprov/pskc#hotp', 'hotp', 'sha1'],
    ['HOTP', 'hotp', 'sha1'],
    ['urn:ietf:params:xml:ns:keyprov:pskc:hotp:HMAC-SHA-1-TRUNC-6-8', 'hotp', 'sha1'],
    ['urn:ietf:params:xml:ns:keyprov:pskc:totp:sha256', 'totp', 'sha256'],
  ])('%s is %s with %s', async (algorithm, otp, hash) => {
    expect(await read(`Algorithm="${algorithm}"`, data(''))).toMatchObject({ algorithm: otp, hash });
  });

  it.each(['sha512', 'SHA-512', 'HMAC-SHA512', 'HmacSHA512'])('suite %s', async (suite) => {
    expect(await read('Algorithm="TOTP"', `<AlgorithmParameters><Suite>${suite}</Suite></AlgorithmParameters>${data('')}`)).toMatchObject({ hash: 'sha512' });
  });

  it.each([
    ['831791', 831_791],
    ['NzA5Nzkx', 709_791],
    ['AAYxSg==', 405_834],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740992', 'bad-number'],
    ['-1', 'bad-number'],
    ['TWELVE!', 'bad-number'],
  ])('counter %s', async (text, counter) => {
    const outcome = await read('Algorithm="HOTP"', data(`<Counter><PlainValue>${text}</PlainValue></Counter>`));
    expect(outcome).toEqual(typeof counter === 'string' ? counter : expect.objectContaining({ counter }));
  });

  it('makes up an OCRA suite from challenge and response format, and says so', async () => {
    const parameters = '<AlgorithmParameters><ChallengeFormat Encoding="DECIMAL" Min="6" Max="8"/><ResponseFormat Length="7" Encoding="DECIMAL"/></AlgorithmParameters>';
    expect(await read('Algorithm="urn:ietf:params:xml:ns:keyprov:pskc:ocra"', parameters + data('<Counter><PlainValue>1</PlainValue></Counter>'))).toMatchObject({ suite: 'OCRA-1:HOTP-SHA1-7:C-QN08', digits: 7, counter: 1, warnings: ['suite-derived'] });
    expect(await read('Algorithm="OCRA"', data(''))).toBe('unsupported-suite');
  });

  it('takes the later start and the earlier end of device and key', async () => {
    const [token] = await readTokens(container('<KeyPackage><DeviceInfo><SerialNo>1</SerialNo><StartDate>2024-01-01</StartDate><ExpiryDate>2030-01-01T00:00:00+02:00</ExpiryDate></DeviceInfo>'
      + `<Key Algorithm="HOTP">${data('')}<Policy><StartDate>2025-01-01T00:00:00Z</StartDate><ExpiryDate>2031-01-01T00:00:00Z</ExpiryDate></Policy></Key></KeyPackage>`));
    expect(token).toMatchObject({ startsAt: new Date('2025-01-01'), expiresAt: new Date('2029-12-31T22:00:00Z'), warnings: [] });
  });

  it.each([
    ['hotp', '9', { uses: 9, form: 'scratch-card', warnings: [] }],
    ['totp', '9', { warnings: ['transaction-limit-not-enforced'] }],
    ['hotp', '0', 'bad-number'],
    ['hotp', 'many', 'bad-number'],
    ['hotp', '1000001', 'bad-number'],
  ])('limits the uses of %s to %s', async (algorithm, uses, expected) => {
    const outcome = await read(`Algorithm="${algorithm.toUpperCase()}"`, `${data('')}<Policy><NumberOfTransactions>${uses}</NumberOfTransactions></Policy>`);
    expect(outcome).toEqual(typeof expected === 'string' ? expected : expect.objectContaining(expected));
  });

  it('ignores extensions, even when they look like data', async () => {
    const extension = '<Extensions><Data><Secret><PlainValue>AAAA</PlainValue></Secret></Data><Policy><Unknown/></Policy></Extensions>';
    const token = await read('Algorithm="HOTP" xmlns:algorithm="urn:x" xmlns:id="urn:y"', extension + data(''));
    expect(token).toMatchObject({ seed: SEED });
  });
});
