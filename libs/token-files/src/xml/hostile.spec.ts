/** Hostile and broken XML: refused by name, in bounded memory and time, without a crash. */

import * as fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../limits.ts';
import { KEY, SEED, container, failureOf, hex, hotpPackage, inPieces, readAll, readTokens, vector } from '../spec-support.ts';
import { readTokenFile } from '../read-token-file.ts';
import { TokenFileError } from '../token-file-error.ts';

const PLAIN = `<PlainValue>${SEED.toString('base64')}</PlainValue>`;
const GOOD = container(hotpPackage('1', PLAIN));

async function reasonOf(file: Uint8Array | string): Promise<string> {
  const { reason, detail } = await failureOf(file, { format: 'pskc' });
  return detail === undefined ? reason : `${reason}: ${detail}`;
}

describe('document types and entities', () => {
  const withDoctype = (doctype: string, serial = '1'): string => GOOD.replace('<KeyContainer', `${doctype}<KeyContainer`).replaceAll('>1<', `>${serial}<`);

  it('a billion laughs are not laughed', async () => {
    const levels = 'bcdefghij'.split('').map((name, level) => `<!ENTITY ${name} "${`&${'abcdefghi'[level] ?? ''};`.repeat(10)}">`).join('');
    expect(await reasonOf(withDoctype(`<!DOCTYPE lolz [<!ENTITY a "lol">${levels}]>`, '&j;'))).toBe('dtd-not-allowed');
  });

  it.each([
    ['an external entity', '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['a parameter entity', '<!DOCTYPE k [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>'],
    ['an external DTD', '<!DOCTYPE k SYSTEM "http://127.0.0.1/pskc.dtd">'],
    ['a public DTD', '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'],
    ['an empty DTD', '<!DOCTYPE k>'],
  ])('%s', async (_name, doctype) => {
    expect(await reasonOf(withDoctype(doctype))).toBe('dtd-not-allowed');
  });

  it('entities without a DTD are not known, but the five of XML and characters are', async () => {
    expect(await reasonOf(GOOD.replaceAll('>1<', '>&nbsp;<'))).toBe('entity-not-allowed');
    expect(await reasonOf(GOOD.replaceAll('Id="1"', 'Id="&nbsp;"'))).toBe('entity-not-allowed');
    expect(await readTokens(GOOD.replaceAll('>1<', '>&amp;&lt;&gt;&quot;&apos;&#65;&#x42;<'))).toMatchObject([{ serial: '&<>"\'AB' }]);
    expect(await reasonOf(GOOD.replaceAll('>1<', '>&#0;<'))).toBe('entity-not-allowed');
  });

  it('a DTD without end does not pile up', async () => {
    expect(await reasonOf(`<?xml version="1.0"?><!DOCTYPE k [${' '.repeat(DEFAULT_LIMITS.xmlItemCharacters * 3)}`)).toBe('limit-exceeded: length of one XML item');
  });
});

describe('sizes', () => {
  const { xmlDepth, xmlAttributes, xmlItemCharacters, xmlPackageCharacters } = DEFAULT_LIMITS;

  it.each([
    ['depth', container('<a>'.repeat(xmlDepth)), 'limit-exceeded: nesting of elements'],
    ['attributes', container(`<a ${Array.from({ length: xmlAttributes + 1 }, (_, index) => `a${index}="x"`).join(' ')}/>`), 'limit-exceeded: attributes of one element'],
    ['namespace declarations', container(`<a ${Array.from({ length: xmlAttributes + 1 }, (_, index) => `xmlns:a${index}="x"`).join(' ')}/>`), 'limit-exceeded: attributes of one element'],
    ['a text', container(`<KeyPackage>${'x'.repeat(xmlItemCharacters + 1)}</KeyPackage>`), 'limit-exceeded: length of one XML item'],
    ['CDATA', container(`<KeyPackage><![CDATA[${'x'.repeat(xmlItemCharacters + 1)}]]></KeyPackage>`), 'limit-exceeded: length of one XML item'],
    ['an attribute', container(`<KeyPackage Id="${'x'.repeat(xmlItemCharacters + 1)}"/>`), 'limit-exceeded: length of one XML item'],
    ['an attribute name', container(`<KeyPackage ${'x'.repeat(xmlItemCharacters + 1)}="1"/>`), 'limit-exceeded: length of one XML item'],
    ['an element name', container(`<${'x'.repeat(xmlItemCharacters + 1)}/>`), 'limit-exceeded: length of one XML item'],
    ['a comment', container(`<!--${'x'.repeat(xmlItemCharacters + 1)}-->`), 'limit-exceeded: length of one XML item'],
    ['an instruction', container(`<?x ${'x'.repeat(xmlItemCharacters + 1)}?>`), 'limit-exceeded: length of one XML item'],
    ['an entity name', container(`<a>&${'x'.repeat(xmlItemCharacters + 1)};</a>`), 'limit-exceeded: length of one XML item'],
    ['a package', container(`<KeyPackage>${'<a>text</a>'.repeat(xmlPackageCharacters / 11 + 1)}</KeyPackage>`), 'limit-exceeded: length of one package'],
  ])('%s', async (_name, file, reason) => {
    expect(await reasonOf(file)).toMatch(reason === 'limit-exceeded: length of one XML item' ? /^(?:limit-exceeded: length of one XML item|entity-not-allowed)$/ : reason);
  });

  it('text in the root belongs to no package and is not kept', async () => {
    const filler = `${' '.repeat(60_000)}<!-- -->`;
    expect(await readTokens(container(filler.repeat(50) + hotpPackage('1', PLAIN)))).toHaveLength(1);
  });

  it.each([
    ['a long algorithm name', hotpPackage('1', PLAIN).replace(/Algorithm="[^"]*"/, `Algorithm="${'OCRA-1:'.repeat(9_000)}&#10;x"`), 'unsupported-algorithm'],
    ['a long name without end', hotpPackage('1', PLAIN).replace(/Algorithm="[^"]*"/, `Algorithm="${'a'.repeat(60_000)}:"`), 'unsupported-algorithm'],
    ['a long serial', hotpPackage('9'.repeat(60_000), PLAIN), 'bad-serial'],
    ['a long secret', hotpPackage('1', `<PlainValue>${'A'.repeat(60_000)}</PlainValue>`), 'bad-secret'],
    ['a long key wrap', hotpPackage('1', `<EncryptedValue><xenc:EncryptionMethod Algorithm="kw-aes128"/><xenc:CipherData><xenc:CipherValue>${'A'.repeat(60_000)}</xenc:CipherValue></xenc:CipherData></EncryptedValue>`), 'bad-secret'],
  ])('%s costs nothing', async (_name, pkg, reason) => {
    const begun = process.cpuUsage(); // what it costs, however long a busy machine makes it wait
    const events = await readAll(container(pkg.repeat(10)), { unlock: { key: KEY } });
    expect(events.map((event) => event.type === 'refused' && event.reason)).toEqual(Array.from({ length: 10 }, () => reason));
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(1_000_000);
    for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(500);
  });

  it('names are cut to 255 characters and one line', async () => {
    const issuer = `A\nB&#9;C${'\u{1F600}'.repeat(200)}`;
    const [token] = await readTokens(container(hotpPackage('1', PLAIN).replace('<Data>', `<Issuer>${issuer}</Issuer><Data>`)));
    expect(token?.issuer).toMatch(/^A B C\p{So}+$/u);
    expect(token?.issuer?.length).toBeLessThanOrEqual(255);
  });

  it('a head that repeats does not pile up', async () => {
    const file = container(`<EncryptionKey>${'x'.repeat(60_000)}</EncryptionKey>`.repeat(300) + hotpPackage('1', PLAIN));
    expect(await readTokens(file)).toHaveLength(1);
  });

  it('the number of records is limited, refused ones included', async () => {
    const file = container(hotpPackage('1', PLAIN) + hotpPackage('1', PLAIN) + hotpPackage('3', PLAIN));
    expect(await failureOf(file, { limits: { records: 2 } })).toMatchObject({ reason: 'limit-exceeded', detail: 'number of records' });
    expect(await readAll(file, { limits: { records: 3 } })).toHaveLength(3);
  });
});

describe('characters', () => {
  it.each([
    ['NUL', '\0'],
    ['a control', '\u0001'],
    ['a non-character', '\uFFFF'],
  ])('%s is not well-formed', async (_name, character) => {
    expect(await reasonOf(GOOD.replaceAll('>1<', `>1${character}<`))).toBe('not-well-formed');
  });

  it('an invalid byte is refused with its line', async () => {
    const bytes = Buffer.from(GOOD.replaceAll('>1<', '>1*<'));
    bytes[bytes.indexOf('*')] = 0xff;
    expect(await failureOf(bytes)).toMatchObject({ reason: 'invalid-text-encoding', line: 3 });
  });

  it.each(['utf-16le', 'utf-16be'])('%s without a byte order mark is recognised', async (encoding) => {
    const bytes = Buffer.from(GOOD, 'utf16le');
    expect(await readTokens(encoding === 'utf-16be' ? bytes.swap16() : bytes)).toMatchObject([{ serial: '1' }]);
  });

  it('half a UTF-16 character at the end is refused', async () => {
    expect(await failureOf(Buffer.concat([Buffer.from(`\uFEFF${GOOD}`, 'utf16le'), Buffer.from([0x20])]))).toMatchObject({ reason: 'invalid-text-encoding' });
  });

  it('a UTF-8 byte order mark is skipped', async () => {
    expect(await readTokens(`\uFEFF${GOOD}`)).toMatchObject([{ serial: '1' }]);
  });

  it('comments, CDATA and white space inside base64 do not matter', async () => {
    const text = SEED.toString('base64');
    const odd = `<PlainValue>\r\n ${text.slice(0, 7)}<!-- a comment -->\t${text.slice(7, 12)}<![CDATA[${text.slice(12, 20)}]]><?x y?>${text.slice(20)} </PlainValue>`;
    const [token] = await readTokens(container(hotpPackage('1', odd)));
    expect(hex(token?.seed ?? Buffer.alloc(0))).toBe(hex(SEED));
  });

  it('names from Object.prototype are names like any others', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const file = container(`<${name} ${name}="1"/>${hotpPackage(name, PLAIN).replace('<Key ', `<Key ${name}="x" `)}`);
      expect(await readTokens(file)).toMatchObject([{ serial: name }]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('truncated and damaged files', () => {
  it('are truncated wherever they are cut between elements', async () => {
    const file = vector('pskc/rfc6030-figure7.xml').toString('utf8');
    const end = file.lastIndexOf('</pskc:KeyContainer>') + '</pskc:KeyContainer>'.length;
    const boundaries = [...file.matchAll(/<\/?\w|>/g)].map(({ index }) => index).filter((index) => index > 0 && index < end);
    expect(boundaries.length).toBeGreaterThan(100);
    for (const boundary of boundaries) {
      expect(await failureOf(file.slice(0, boundary), { format: 'pskc', unlock: { password: 'qwerty' } })).toMatchObject({ reason: 'truncated' });
    }
    expect(await readTokens(file.slice(0, end), { unlock: { password: 'qwerty' } })).toHaveLength(1);
  });

  it('give the tokens before the cut, and then the error', async () => {
    const file = container(hotpPackage('1', PLAIN) + hotpPackage('2', PLAIN));
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of readTokenFile(inPieces(Buffer.from(file.slice(0, -40)), 100), { format: 'auto' })) seen.push(event.type);
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'truncated' });
    expect(seen).toEqual(['token']);
  });

  it.each([
    ['two roots', `${GOOD}<KeyContainer/>`],
    ['text after the root', `${GOOD}x`],
    ['wrong nesting', GOOD.replace('</SerialNo></DeviceInfo>', '</DeviceInfo></SerialNo>')],
    ['an attribute twice', GOOD.replace('Id="1"', 'Id="1" Id="2"')],
    ['an unquoted attribute', GOOD.replace('Id="1"', 'Id=1')],
    ['a second declaration', GOOD.replace('<KeyContainer', '<?xml version="1.0"?><KeyContainer')],
    ['a comment with two hyphens', GOOD.replace('<Key ', '<!-- a -- b --><Key ')],
  ])('%s is not well-formed', async (_name, file) => {
    expect(await reasonOf(file)).toBe('not-well-formed');
  });

  it('another root is another format', async () => {
    expect(await reasonOf('<?xml version="1.0"?><html><body/></html>')).toBe('unsupported-format: html');
  });

  it('never end in anything but an event or a named failure', async () => {
    const files = ['pskc/rfc6030-figure6.xml', 'pskc/rfc6030-figure7.xml', 'pskc/pypskc-multiotp-pskc-totp-aes.txt', 'vendors/draft-secret-container.xml', 'formats/privacyidea-2.csv', 'formats/authenticators.txt'].map((name) => vector(name));
    const byte = fc.integer({ min: 0, max: 255 });
    const mutation = fc.record({ at: fc.nat(), remove: fc.nat({ max: 20 }), insert: fc.oneof(fc.uint8Array({ maxLength: 8 }), fc.constantFrom('<', '>', '</', '&', '"', ']]>', '<![CDATA[', '<!--', ',', '%').map((text) => Buffer.from(text)), byte.map((value) => Uint8Array.of(value))) });
    await fc.assert(fc.asyncProperty(fc.nat({ max: files.length - 1 }), fc.array(mutation, { minLength: 1, maxLength: 4 }), async (index, mutations) => {
      let bytes: Buffer = files[index] ?? Buffer.alloc(0);
      for (const { at, remove, insert } of mutations) {
        const from = at % (bytes.length + 1);
        bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
      }
      try {
        await readAll(bytes, { unlock: { key: KEY, password: 'qwerty' } });
      } catch (error) {
        expect(error).toBeInstanceOf(TokenFileError);
      }
    }), { numRuns: 600 });
  });
});
