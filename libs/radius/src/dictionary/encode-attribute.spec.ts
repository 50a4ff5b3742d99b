import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '../outcome.ts';
import { describeAttributes } from '../describe/describe-attributes.ts';
import { findDefinitionByName, listDefinitions } from './dictionary.ts';
import { encodeAttribute } from './encode-attribute.ts';
import { formatValue } from './format-value.ts';
import { parseValue } from './parse-value.ts';

describe('encodeAttribute', () => {
  it.each([
    ['User-Name', 'alice', 1, '616c696365'],
    ['user-name', '密码', 1, 'e5af86e7a081'],
    ['Service-Type', 'Authenticate-Only', 6, '00000008'],
    ['Service-Type', 'authenticate-only', 6, '00000008'],
    ['Service-Type', '4294967295', 6, 'ffffffff'],
    ['Framed-IP-Address', '10.0.0.255', 8, '0a0000ff'],
    ['Class', '0x00ff', 25, '00ff'],
    ['Class', 'plain', 25, '706c61696e'],
    ['Event-Timestamp', '2026-01-02T03:04:05Z', 55, '695735a5'],
    ['Event-Timestamp', '1767323045', 55, '695735a5'],
    ['NAS-IPv6-Address', '2001:db8::1', 95, '20010db8000000000000000000000001'],
    ['Framed-Interface-Id', '1:2:3:4', 96, '0001000200030004'],
    ['Framed-IPv6-Prefix', '2001:db8::/32', 97, '002020010db8'],
    ['Framed-IPv6-Prefix', '::/0', 97, '0000'],
    ['Tunnel-Type', 'VLAN', 64, '0000000d'],
    ['Tunnel-Type:1', 'VLAN', 64, '0100000d'],
    ['Tunnel-Private-Group-Id:31', '42', 81, '1f3432'],
    ['Tunnel-Private-Group-Id', '42', 81, '3432'],
    ['Tunnel-Private-Group-Id:0', '42', 81, '3432'],
    ['Cisco-AVPair', 'shell:priv-lvl=15', 26, '0000000901137368656c6c3a707269762d6c766c3d3135'],
    ['H3C-Exec-Privilege', 'Manage', 26, '000063a21d0600000003'],
    ['Attr-200', '0x0102', 200, '0102'],
    ['Vendor-99999-Attr-7', '0xdead', 26, '0001869f0704dead'],
  ])('%s = %s', (name, text, type, hex) => {
    const attribute = unwrap(encodeAttribute(name, text));
    expect({ type: attribute.type, hex: attribute.value.toString('hex') }).toEqual({ type, hex });
  });

  it.each([
    ['No-Such-Attribute', 'x', 'attribute-unknown'],
    ['Attr-0', '0x00', 'attribute-unknown'],
    ['Attr-256', '0x00', 'attribute-unknown'],
    ['Vendor-16777216-Attr-1', '0x00', 'attribute-unknown'],
    ['Vendor-9-Attr-256', '0x00', 'attribute-unknown'],
    ['Attr-200', 'text', 'value-invalid'],
    ['Service-Type', 'No-Such-Service', 'value-unknown'],
    ['Service-Type', '4294967296', 'value-unknown'],
    ['Service-Type', '-1', 'value-unknown'],
    ['Service-Type:1', 'Login-User', 'tag-invalid'],
    ['Tunnel-Type:32', 'VLAN', 'tag-invalid'],
    ['Tunnel-Preference:1', '4294967295', 'value-invalid'],
    ['NAS-IP-Address', '10.0.0.256', 'value-invalid'],
    ['NAS-IP-Address', '10.0.0', 'value-invalid'],
    ['NAS-IP-Address', '10.0.0.01', 'value-invalid'],
    ['NAS-IP-Address', '10.0.0.1.', 'value-invalid'],
    ['NAS-IPv6-Address', '1::2::3', 'value-invalid'],
    ['NAS-IPv6-Address', '1:2:3:4:5:6:7', 'value-invalid'],
    ['NAS-IPv6-Address', '1:2:3:4:5:6:7:8::', 'value-invalid'],
    ['NAS-IPv6-Address', '1.2.3.4::', 'value-invalid'],
    ['NAS-IPv6-Address', 'fe80::1%eth0', 'value-invalid'],
    ['NAS-IPv6-Address', '12345::', 'value-invalid'],
    ['NAS-IPv6-Address', '', 'value-invalid'],
    ['Framed-IPv6-Prefix', '2001:db8::1/32', 'value-invalid'],
    ['Framed-IPv6-Prefix', '2001:db8::/129', 'value-invalid'],
    ['Framed-IPv6-Prefix', '2001:db8::', 'value-invalid'],
    ['Framed-Interface-Id', '1:2:3', 'value-invalid'],
    ['Event-Timestamp', '2026-01-02T03:04:05', 'value-invalid'],
    ['Event-Timestamp', '1969-12-31T23:59:59Z', 'value-invalid'],
    ['Vendor-Specific', 'text', 'value-invalid'],
    ['User-Password', 'secret', 'attribute-needs-encryption'],
    ['Tunnel-Password', 'secret', 'attribute-needs-encryption'],
    ['User-Name', 'a'.repeat(254), 'value-too-long'],
    ['Cisco-AVPair', 'a'.repeat(248), 'value-too-long'],
  ])('refuses %s = %s as %s', (name, text, reason) => {
    expect(encodeAttribute(name, text)).toEqual({ ok: false, reason });
  });

  it('takes back every attribute as it was described, of every definition', () => {
    const definitions = listDefinitions().filter(({ secret, type }) => !secret && type !== 'vsa');
    const names = fc.constantFrom(...definitions.map(({ name }) => name));
    fc.assert(
      fc.property(names, fc.uint8Array({ minLength: 4, maxLength: 4 }), (name, bytes) => {
        const definition = findDefinitionByName(name);
        if (definition?.type !== 'integer' && definition?.type !== 'ipv4addr') return;
        const { text, tag } = formatValue(definition, Buffer.from(bytes));
        const attribute = unwrap(encodeAttribute(tag === undefined ? name : `${name}:${tag}`, text));
        const [described] = describeAttributes({ attributes: [attribute] });
        expect(described?.text).toBe(text);
      }),
    );
  });
});

describe('formatValue and parseValue', () => {
  it('are each other’s opposite for IPv6 addresses', () => {
    const definition = findDefinitionByName('NAS-IPv6-Address');
    if (definition === undefined) throw new Error('no definition');
    const groups = fc.array(fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, (numbers) => {
        const bytes = Buffer.from(numbers.map((group) => group.toString(16).padStart(4, '0')).join(''), 'hex');
        const { text } = formatValue(definition, bytes);
        expect(unwrap(parseValue(definition, text))).toEqual(bytes);
        // The URL parser of the platform knows the canonical form, too.
        expect(new URL(`http://[${text}]/`).hostname).toBe(`[${text}]`);
      }),
    );
  });

  it.each([
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['64:ff9b::192.0.2.1', '0064ff9b0000000000000000c0000201'],
    ['1:2:3:4:5:6:192.0.2.1', '000100020003000400050006c0000201'],
    ['::', '00000000000000000000000000000000'],
    ['1::', '00010000000000000000000000000000'],
    ['2001:DB8::A', '20010db800000000000000000000000a'],
  ])('read %s', (text, hex) => {
    const definition = findDefinitionByName('NAS-IPv6-Address');
    if (definition === undefined) throw new Error('no definition');
    expect(unwrap(parseValue(definition, text)).toString('hex')).toBe(hex);
  });
});
