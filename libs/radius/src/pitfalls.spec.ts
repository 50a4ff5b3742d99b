import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type AttributeInput,
  AttributeType,
  decodePacket,
  describeAttributes,
  encodeReply,
  encodeRequest,
  hideUserPassword,
  type Packet,
  passwordText,
  readCredentials,
  redactAttributes,
  SharedSecret,
  unwrap,
  verifyRequest,
} from './index.ts';

const SECRET = 'testing123';
const secret = unwrap(SharedSecret.from(Buffer.from(SECRET)));
const authenticator = Buffer.from('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf', 'hex');
const strict = { requireMessageAuthenticator: true, limitProxyState: true };
const lenient = { requireMessageAuthenticator: false, limitProxyState: true };

function packet(...attributes: readonly AttributeInput[]): Packet {
  const request = { code: 1, identifier: 1, authenticator, attributes, secret, messageAuthenticator: 'first' } as const;
  return unwrap(decodePacket(unwrap(encodeRequest(request))));
}

function attribute(type: number, value: string): AttributeInput {
  return { type, value: Buffer.from(value) };
}

function passwordThroughWire(password: string): string {
  const hidden = unwrap(hideUserPassword(Buffer.from(password), secret, authenticator));
  const credentials = unwrap(readCredentials(packet({ type: AttributeType.userPassword, value: hidden }), secret));
  return credentials.kind === 'pap' ? unwrap(passwordText(credentials.password)) : credentials.kind;
}

describe('pitfall 3: Message-Authenticator last, optional, or compared over bytes that were encoded again', () => {
  it('comes first in every answer, asked for or not', () => {
    const reply = unwrap(encodeReply(packet(), { code: 3, attributes: [attribute(18, 'No')] }, secret));
    expect(reply.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
  });

  it('is required unless the agent host is excused', () => {
    const bare = unwrap(decodePacket(Buffer.from(`01010014${authenticator.toString('hex')}`, 'hex')));
    expect(verifyRequest(bare, secret, strict)).toEqual({ ok: false, reason: 'message-authenticator-missing' });
  });

  it('is verified over the bytes that came, in forms that no encoder of ours would write', () => {
    // Two User-Names, an empty attribute, an inner overrun and padding: nothing of it survives encoding by meaning.
    const body = Buffer.from(`0107616c69636559025012${'00'.repeat(16)}0103621a080000000901ff`, 'hex');
    const bytes = Buffer.concat([Buffer.of(1, 1, 0, 20 + body.length), authenticator, body]);
    createHmac('md5', SECRET).update(bytes).digest().copy(bytes, 31);
    const padded = unwrap(decodePacket(Buffer.concat([bytes, Buffer.from('padding')])));
    expect(verifyRequest(padded, secret, strict)).toEqual({ ok: true, value: { proven: true } });
  });

  it('is compared as bytes: a forgery that is the same text when both are read as UTF-8 is refused', () => {
    /** Another byte in the place of each that is not ASCII: mostly the same replacement characters in a text. */
    const lookAlike = (signed: Buffer): Buffer => {
      const forged = Buffer.from(signed);
      signed.subarray(22, 38).forEach((byte, index) => {
        if (byte > 0x7f) forged.writeUInt8(byte ^ 1, 22 + index);
      });
      return forged;
    };
    const forgeries = Array.from({ length: 50 }, (_, index) => packet(attribute(1, `alice${index}`)).raw)
      .map((signed) => ({ signed, forged: lookAlike(signed) }))
      .filter(({ signed, forged }) => !signed.equals(forged) && signed.toString('utf8') === forged.toString('utf8'));
    expect(forgeries.length).toBeGreaterThan(0);
    for (const { forged } of forgeries) {
      const verified = verifyRequest(unwrap(decodePacket(forged)), secret, strict);
      expect(verified).toEqual({ ok: false, reason: 'message-authenticator-wrong' });
    }
  });
});

describe('pitfall 7: password and code in one field', () => {
  it.each(['password;287082', 'pass;word;287082', ';287082', 'password287082', 'password;', '密码;287082'])(
    'hands over %j whole: where it is to be split, only the tokens know',
    (password) => {
      expect(passwordThroughWire(password)).toBe(password);
    },
  );
});

describe('pitfall 8: NUL padding, UTF-8, backslash, empty password', () => {
  it.each(['', 'x', '1234755224', 'exactly-16-bytes', 'seventeen-bytes-17', 'p'.repeat(128)])(
    'takes the padding from %j and nothing else',
    (password) => {
      expect(passwordThroughWire(password)).toBe(password);
    },
  );

  it.each(['密码123456', 'пароль', 'naïve', '🔑🔑🔑🔑🔑', String.raw`DOMAIN\user`, String.raw`\0`, ' spaces ', '\\'])(
    'keeps %j',
    (password) => {
      expect(passwordThroughWire(password)).toBe(password);
    },
  );

  it('does not cut at a zero in the middle, and names it as no text', () => {
    const hidden = unwrap(hideUserPassword(Buffer.from('1234\u{0}755224'), secret, authenticator));
    const credentials = unwrap(readCredentials(packet({ type: 2, value: hidden }), secret));
    expect(credentials).toEqual({ kind: 'pap', password: Buffer.from('1234\u{0}755224') });
    if (credentials.kind !== 'pap') throw new Error('not PAP');
    expect(passwordText(credentials.password)).toEqual({ ok: false, reason: 'control-character' });
  });

  it('gives no error but an empty password for a block of zeros', () => {
    const hidden = unwrap(hideUserPassword(Buffer.alloc(0), secret, authenticator));
    expect(unwrap(readCredentials(packet({ type: 2, value: hidden }), secret))).toEqual({
      kind: 'pap',
      password: Buffer.alloc(0),
    });
  });

  it('keeps a user name of any bytes', () => {
    const names = [' ', '\\', 'DOMAIN\\', '名\u{0}字', '\u{ff}'].map((name) => attribute(1, name));
    expect(packet(...names).attributes.slice(1).map(({ type, value }) => ({ type, value }))).toEqual(names);
  });
});

describe('pitfall 11: unknown attributes or over-long values lose the audit record', () => {
  it('records every attribute, unknown, empty, malformed and of the greatest length', () => {
    const odd = [
      attribute(1, 'alice'),
      attribute(200, '\u{1b}[2J'),
      attribute(201, ''),
      attribute(31, 'x'.repeat(253)),
      { type: 31, value: Buffer.from('ff00', 'hex') },
      { type: 26, value: Buffer.from('0000', 'hex') },
      { type: 26, value: Buffer.from('0001869f01ff', 'hex') },
      { type: 26, value: Buffer.from('0001869f0703aa', 'hex') },
    ];
    const names = [
      'User-Name',
      'Attr-200',
      'Attr-201',
      'Calling-Station-Id',
      'Calling-Station-Id',
      'Vendor-Specific',
      'Vendor-Specific (99999)',
      'Vendor-99999-Attr-7',
    ];
    expect(describeAttributes({ attributes: odd }).map(({ name }) => name)).toEqual(names);
    const record = redactAttributes({ attributes: odd });
    expect(record.map(({ name }) => name)).toEqual(names);
    expect(record.map(({ bytes }) => bytes)).toEqual([5, 4, 0, 253, 2, 2, 6, 1]);
    // PostgreSQL refuses U+0000 and ill-formed text in jsonb; nothing of the kind may be in a record.
    expect(JSON.stringify(record)).not.toContain(String.raw`\u0000`);
    expect(JSON.stringify(record).isWellFormed()).toBe(true);
  });
});

describe('pitfall 12: pam_radius_auth never sends Message-Authenticator', () => {
  const clients = readFileSync(join(import.meta.dirname, '../vectors/clients.txt'), 'utf8');
  const [, hex = ''] = /^name: pam_radius_auth.*\n(?:.*\n)*?hex: ([\da-f]+)$/m.exec(clients) ?? [];
  const request = unwrap(decodePacket(Buffer.from(hex, 'hex')));

  it('is heard where its agent host is excused, and is told from one that proved the secret', () => {
    expect(verifyRequest(request, secret, strict)).toEqual({ ok: false, reason: 'message-authenticator-missing' });
    expect(verifyRequest(request, secret, lenient)).toEqual({ ok: true, value: { proven: false } });
  });

  it('is not heard there with the Proxy-State that a forger needs', () => {
    const forged = Buffer.concat([request.raw, Buffer.of(33, 3, 1)]);
    forged.writeUInt16BE(forged.length, 2);
    expect(verifyRequest(unwrap(decodePacket(forged)), secret, lenient)).toEqual({
      ok: false,
      reason: 'proxy-state-without-message-authenticator',
    });
  });

  it('still gets an answer that begins with one, which it ignores', () => {
    const reply = unwrap(encodeReply(request, { code: 2, attributes: [] }, secret));
    expect(reply.subarray(20, 22)).toEqual(Buffer.of(0x50, 0x12));
  });
});
