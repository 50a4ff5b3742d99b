import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listDefinitions } from '../dictionary/dictionary.ts';
import { unwrap } from '../outcome.ts';
import type { AttributeInput } from '../packet/packet.ts';
import { vendorSpecific } from '../vendor/vendor-specific.ts';
import { describeAttributes, HIDDEN } from './describe-attributes.ts';
import { AUDIT_ATTRIBUTES_MAXIMUM, AUDIT_TEXT_MAXIMUM_CHARACTERS, redactAttributes } from './redact-attributes.ts';

function text(type: number, value: string): AttributeInput {
  return { type, value: Buffer.from(value) };
}

function cisco(pair: string): AttributeInput {
  return unwrap(vendorSpecific(9, [text(1, pair)]));
}

const attributes = fc.array(
  fc.record({
    type: fc.integer({ min: 1, max: 255 }),
    value: fc.uint8Array({ maxLength: 253 }).map((value) => Buffer.from(value)),
  }),
  { maxLength: 20 },
);

describe('describeAttributes', () => {
  it('shows nothing of any attribute that is marked as secret', () => {
    const secrets = listDefinitions().filter(({ secret }) => secret);
    expect(secrets.length).toBeGreaterThan(20);
    for (const { number: type, vendorId, name } of secrets) {
      const inner = text(type, 'topsecret');
      const attribute = vendorId === undefined ? inner : unwrap(vendorSpecific(vendorId, [inner]));
      const [described, ...more] = describeAttributes({ attributes: [attribute] });
      expect(more).toEqual([]);
      expect(described).toMatchObject({ name, type, vendorId, text: HIDDEN, bytes: 9, hidden: true });
    }
  });

  it.each([
    ['ipsec:tunnel-password=s3cret', `ipsec:tunnel-password=${HIDDEN}`],
    ['psk=s3cret', `psk=${HIDDEN}`],
    ['shared-secret*s3cret', `shared-secret*${HIDDEN}`],
    ['ipsec:key-exchange=ike', 'ipsec:key-exchange=ike'],
    ['psk-mode=ascii', 'psk-mode=ascii'],
    ['shell:priv-lvl=15', 'shell:priv-lvl=15'],
    ['no pair at all', 'no pair at all'],
  ])('shows the pair %s as %s', (pair, shown) => {
    const [described] = describeAttributes({ attributes: [cisco(pair)] });
    expect(described).toMatchObject({ name: 'Cisco-AVPair', text: shown, hidden: shown !== pair });
  });

  it('shows no pair that is not text', () => {
    const value = Buffer.concat([Buffer.from('psk=s3cret'), Buffer.of(0xff)]);
    const [described] = describeAttributes({ attributes: [unwrap(vendorSpecific(9, [{ type: 1, value }]))] });
    expect(described).toMatchObject({ name: 'Cisco-AVPair', text: HIDDEN, hidden: true });
  });

  it('describes every attribute, in order and in printable text', () => {
    fc.assert(
      fc.property(attributes, (list) => {
        const described = describeAttributes({ attributes: list });
        expect(described.length).toBeGreaterThanOrEqual(list.length);
        for (const { name, text: shown } of described) expect(`${name}${shown}`).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        const plain = described.filter(({ vendorId, type }) => vendorId === undefined && type !== 26);
        expect(plain.map(({ type }) => type)).toEqual(list.map(({ type }) => type).filter((type) => type !== 26));
      }),
    );
  });
});

describe('redactAttributes', () => {
  it('hides State beside all that describeAttributes hides', () => {
    const list = [text(1, 'alice'), text(2, 'x'.repeat(16)), text(24, 'challenge'), cisco('psk=s3cret')];
    expect(redactAttributes({ attributes: list })).toEqual([
      { name: 'User-Name', text: 'alice', bytes: 5 },
      { name: 'User-Password', text: HIDDEN, bytes: 16 },
      { name: 'State', text: HIDDEN, bytes: 9 },
      { name: 'Cisco-AVPair', text: `psk=${HIDDEN}`, bytes: 10 },
    ]);
  });

  it('cuts long values, says how long they were, and keeps them well-formed', () => {
    const [long, tearing] = redactAttributes({ attributes: [text(32, 'a'.repeat(253)), text(32, `a${'🔑'.repeat(63)}`)] });
    expect(long).toEqual({ name: 'NAS-Identifier', text: `${'a'.repeat(127)}…`, bytes: 253 });
    expect(tearing).toEqual({ name: 'NAS-Identifier', text: `a${'🔑'.repeat(63)}`, bytes: 253 });
    const [cut] = redactAttributes({ attributes: [text(32, `${'🔑'.repeat(60)}${'b'.repeat(6)}🔑!!!`)] });
    expect(cut?.text).toBe(`${'🔑'.repeat(60)}${'b'.repeat(6)}…`);
    expect(cut?.text.isWellFormed()).toBe(true);
  });

  it('counts what it does not list', () => {
    const empty = Array.from({ length: 124 }, (_, type) => text(type, ''));
    const flood = Array.from({ length: 16 }, () => unwrap(vendorSpecific(99_999, empty)));
    const redacted = redactAttributes({ attributes: flood });
    expect(redacted).toHaveLength(AUDIT_ATTRIBUTES_MAXIMUM + 1);
    expect(redacted.at(-1)).toEqual({ name: '…', text: `${16 * 124 - AUDIT_ATTRIBUTES_MAXIMUM} more`, bytes: 0 });
  });

  it('is bounded and well-formed for any packet', () => {
    fc.assert(
      fc.property(attributes, (list) => {
        const redacted = redactAttributes({ attributes: list });
        expect(redacted.length).toBeLessThanOrEqual(AUDIT_ATTRIBUTES_MAXIMUM + 1);
        for (const { text: shown } of redacted) {
          expect(shown.length).toBeLessThanOrEqual(AUDIT_TEXT_MAXIMUM_CHARACTERS);
          expect(shown.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});
