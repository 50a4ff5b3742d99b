import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '../outcome.ts';
import { encodeAttribute } from '../dictionary/encode-attribute.ts';
import { describeAttributes } from '../describe/describe-attributes.ts';
import { AttributeType } from '../packet/attribute-type.ts';
import { passedOnAttributes, readPassedOnAttributes } from './passed-on-attributes.ts';

const attribute = (type: number, value: Buffer) => ({ type, value, offset: 0 });
const text = (type: number, value: string) => attribute(type, Buffer.from(value));

test('what a request says of itself comes through, vendors’ attributes too, in order', () => {
  const attributes = [
    text(AttributeType.userName, 'alice'), text(AttributeType.nasIdentifier, 'vpn'),
    { ...unwrap(encodeAttribute('Cisco-AVPair', 'mdm-tlv=device-mac=00')), offset: 0 }, text(AttributeType.callingStationId, '192.0.2.9'),
  ];
  expect(describeAttributes({ attributes: readPassedOnAttributes(passedOnAttributes({ attributes })) }).map(({ name, text: shown }) => [name, shown]))
    .toEqual([['NAS-Identifier', 'vpn'], ['Cisco-AVPair', 'mdm-tlv=device-mac=00'], ['Calling-Station-Id', '192.0.2.9']]);
});

test('no credential, no State, nothing of MS-CHAP, and nothing that cannot be read', () => {
  const { userPassword, chapPassword, chapChallenge, arapPassword, eapMessage, state, messageAuthenticator, vendorSpecific } = AttributeType;
  const secret = Buffer.from('a secret of somebody');
  const attributes = [userPassword, chapPassword, chapChallenge, arapPassword, eapMessage, state, messageAuthenticator].map((type) => attribute(type, secret));
  const microsoft = Buffer.concat([Buffer.of(0, 0, 1, 0x37, 25, secret.length + 2), secret]);
  const unreadable = Buffer.concat([Buffer.of(0, 0, 0, 9, 1, 200), secret]);
  expect(passedOnAttributes({ attributes: [...attributes, attribute(vendorSpecific, microsoft), attribute(vendorSpecific, unreadable)] })).toHaveLength(0);
});

test('a request that was made to be large says no more than a message has room for', () => {
  const attributes = Array.from({ length: 15 }, () => attribute(AttributeType.calledStationId, Buffer.alloc(253)));
  expect(passedOnAttributes({ attributes })).toHaveLength(6 * 255);
});

test('any bytes are read without a fault', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const read = readPassedOnAttributes(Buffer.from(bytes));
    expect(read.reduce((sum, { value }) => sum + value.length + 2, 0)).toBeLessThanOrEqual(bytes.length);
  }));
});
