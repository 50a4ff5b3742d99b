import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import radius from 'radius';
import {
  type AttributeInput,
  chapPassword,
  decodePacket,
  encodeAttribute,
  encodeReply,
  encodeRequest,
  findValue,
  hideUserPassword,
  listDefinitions,
  type Packet,
  revealUserPassword,
  SharedSecret,
  unwrap,
  vendorSpecific,
  verifyReply,
  verifyRequest,
} from './index.ts';

/*
 * The npm package "radius" as a second opinion where it is right. Where it is not, it is not asked: it appends
 * Message-Authenticator last and compares authenticators as text, accepts lengths below 20, and cuts passwords at the
 * first zero of a block.
 */
const SECRET = 'testing123';
const secret = unwrap(SharedSecret.from(Buffer.from(SECRET)));
const strict = { requireMessageAuthenticator: true, limitProxyState: true };
const lenient = { requireMessageAuthenticator: false, limitProxyState: true };

const authenticators = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes));
const identifiers = fc.integer({ min: 0, max: 255 });
const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\u{0}'));
const passwords = texts.filter((text) => Buffer.byteLength(text) <= 128);
const numbers = fc.integer({ min: 100_000, max: 0xff_ff_ff_ff });

function decode(datagram: Buffer): Packet {
  return unwrap(decodePacket(datagram));
}

describe('what this codec encodes, npm radius reads', () => {
  it('an Access-Request with its password, texts, numbers and addresses', () => {
    fc.assert(
      fc.property(identifiers, authenticators, texts, passwords, numbers, (identifier, authenticator, name, word, port) => {
        const hidden = unwrap(hideUserPassword(Buffer.from(word), secret, authenticator));
        const attributes: AttributeInput[] = [
          unwrap(encodeAttribute('User-Name', name)),
          { type: 2, value: hidden },
          unwrap(encodeAttribute('NAS-Port', String(port))),
          unwrap(encodeAttribute('NAS-IP-Address', '192.0.2.200')),
          unwrap(encodeAttribute('Service-Type', 'Authenticate-Only')),
        ];
        const request = { code: 1, identifier, authenticator, attributes, secret } as const;
        const packet = unwrap(encodeRequest({ ...request, messageAuthenticator: 'first' }));
        const decoded = radius.decode({ packet, secret: SECRET });
        expect(decoded).toMatchObject({ code: 'Access-Request', identifier, length: packet.length });
        expect(decoded.attributes).toMatchObject({
          'User-Name': name,
          'User-Password': word,
          'NAS-Port': port,
          'NAS-IP-Address': '192.0.2.200',
          'Service-Type': 'Authenticate-Only',
        });
      }),
    );
  });

  it('an Accounting-Request with its authenticator', () => {
    fc.assert(
      fc.property(identifiers, texts, (identifier, name) => {
        const attributes = [unwrap(encodeAttribute('User-Name', name)), unwrap(encodeAttribute('Acct-Status-Type', 'Stop'))];
        const packet = unwrap(
          encodeRequest({ code: 4, identifier, attributes, secret, messageAuthenticator: 'none' }),
        );
        const decoded = radius.decode({ packet, secret: SECRET });
        expect(decoded.attributes).toEqual({ 'User-Name': name, 'Acct-Status-Type': 'Stop' });
      }),
    );
  });

  it('a reply to its own request', () => {
    fc.assert(
      fc.property(identifiers, texts, fc.constantFrom(2 as const, 3 as const, 11 as const), (identifier, message, code) => {
        const request = radius.encode({
          code: 'Access-Request',
          secret: SECRET,
          identifier,
          attributes: [['User-Name', 'alice'], ['Proxy-State', Buffer.of(1, 2)]],
          add_message_authenticator: true,
        });
        const attributes = [unwrap(encodeAttribute('Reply-Message', message))];
        const response = unwrap(encodeReply(decode(request), { code: code, attributes }, secret));
        expect(radius.verify_response({ request, response, secret: SECRET })).toBe(true);
        expect(radius.decode_without_secret({ packet: response }).attributes).toMatchObject({
          'Reply-Message': message,
          'Proxy-State': Buffer.of(1, 2),
        });
      }),
    );
  });

  it('attributes with tags', () => {
    const authenticator = Buffer.alloc(16, 1);
    const attributes = [
      unwrap(encodeAttribute('Tunnel-Medium-Type:3', 'IEEE-802')),
      unwrap(encodeAttribute('Tunnel-Private-Group-Id:3', '42')),
    ];
    const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'none' } as const;
    const decoded = radius.decode_without_secret({ packet: unwrap(encodeRequest(request)) });
    expect(decoded.attributes).toEqual({
      'Tunnel-Medium-Type': [3, 'IEEE-802'],
      'Tunnel-Private-Group-Id': [3, '42'],
    });
  });
});

describe('what npm radius encodes, this codec reads', () => {
  it('an Access-Request, believed by its Message-Authenticator', () => {
    fc.assert(
      fc.property(identifiers, texts, passwords, (identifier, name, word) => {
        const datagram = radius.encode({
          code: 'Access-Request',
          secret: SECRET,
          identifier,
          attributes: [['User-Name', name], ['User-Password', word], ['Framed-MTU', 1500]],
          add_message_authenticator: true,
        });
        const packet = decode(datagram);
        expect(verifyRequest(packet, secret, strict)).toEqual({ ok: true, value: { proven: true } });
        expect(findValue(packet, 1)?.toString()).toBe(name);
        const hidden = findValue(packet, 2) ?? Buffer.alloc(0);
        expect(unwrap(revealUserPassword(hidden, secret, packet.authenticator)).toString()).toBe(word);
        expect(findValue(packet, 12)).toEqual(Buffer.of(0, 0, 5, 220));
      }),
    );
  });

  it('an Accounting-Request and a Status-Server', () => {
    const attributes = [['User-Name', 'alice'], ['Acct-Status-Type', 'Start']];
    const accounting = decode(radius.encode({ code: 'Accounting-Request', secret: SECRET, identifier: 1, attributes }));
    expect(verifyRequest(accounting, secret, lenient)).toEqual({ ok: true, value: { proven: true } });
    const status = decode(radius.encode({ code: 'Status-Server', secret: SECRET, identifier: 2, attributes: [] }));
    expect(verifyRequest(status, secret, lenient)).toEqual({ ok: true, value: { proven: true } });
  });

  it('a reply with Proxy-State', () => {
    const authenticator = Buffer.alloc(16, 7);
    const chap = { type: 3, value: chapPassword(1, Buffer.from('287082'), authenticator) };
    const attributes = [chap, { type: 33, value: Buffer.of(9, 8, 7) }];
    const request = unwrap(
      encodeRequest({ code: 1, identifier: 5, authenticator, attributes, secret, messageAuthenticator: 'first' }),
    );
    const response = radius.encode_response({
      packet: radius.decode({ packet: request, secret: SECRET }),
      code: 'Access-Challenge',
      secret: SECRET,
      attributes: [['Reply-Message', 'Enter Next Code'], ['State', Buffer.of(1)]],
    });
    const reply = unwrap(verifyReply(decode(request), response, secret, { requireMessageAuthenticator: false }));
    expect(findValue(reply, 18)?.toString()).toBe('Enter Next Code');
    expect(findValue(reply, 33)).toEqual(Buffer.of(9, 8, 7));
  });

  it('vendor attributes', () => {
    const [vendorId, pairs] = [9, [[1, Buffer.from('a=1')], [2, Buffer.from('port')]]];
    const datagram = radius.encode({
      code: 'Access-Request',
      secret: SECRET,
      identifier: 1,
      attributes: [['Vendor-Specific', vendorId, pairs]],
    });
    const packed = unwrap(
      vendorSpecific(9, [{ type: 1, value: Buffer.from('a=1') }, { type: 2, value: Buffer.from('port') }]),
    );
    expect(findValue(decode(datagram), 26)).toEqual(packed.value);
  });
});

describe('the dictionaries of both', () => {
  const rfc = listDefinitions().filter(({ vendorId, type }) => vendorId === undefined && type !== 'vsa');

  it('give every attribute of the RFCs the same number', () => {
    for (const { name, number } of rfc) {
      const datagram = radius.encode({ code: 'Access-Request', secret: SECRET, attributes: [[name, Buffer.alloc(4)]] });
      expect(decode(datagram).attributes.map(({ type }) => type)).toContain(number);
    }
  });

  it('give every value of the RFCs the same number', () => {
    const authenticator = Buffer.alloc(16);
    const compared = rfc.flatMap((definition) =>
      [...definition.valueNames].map(([number, name]) => {
        const { type, value } = unwrap(encodeAttribute(definition.name, name));
        const request = { code: 1, identifier: 1, authenticator, attributes: [{ type, value }], secret } as const;
        const packet = unwrap(encodeRequest({ ...request, messageAuthenticator: 'none' }));
        const { attributes } = radius.decode_without_secret({ packet }) as { attributes: Record<string, unknown> };
        const read: unknown = definition.tagged ? [attributes[definition.name]].flat(2).at(-1) : attributes[definition.name];
        return { value: `${definition.name} ${number} ${name}`, theirs: `${definition.name} ${number} ${String(read)}` };
      }),
    );
    expect(compared.length).toBeGreaterThan(100);
    expect(compared.filter(({ value, theirs }) => value !== theirs)).toEqual([]);
  });
});

