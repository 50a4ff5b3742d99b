import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { unwrap } from '../outcome.ts';
import { findVendorValues, readVendorSpecific, VENDOR_VALUE_MAXIMUM_BYTES, vendorSpecific } from './vendor-specific.ts';

const vendorIds = fc.integer({ min: 0, max: 0xff_ff_ff });
const inner = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  value: fc.uint8Array({ maxLength: 40 }).map((value) => Buffer.from(value)),
});

describe('vendorSpecific and readVendorSpecific', () => {
  it('are each other’s opposite for one to several attributes', () => {
    fc.assert(
      fc.property(vendorIds, fc.array(inner, { minLength: 1, maxLength: 5 }), (vendorId, attributes) => {
        const { type, value } = unwrap(vendorSpecific(vendorId, attributes));
        expect(type).toBe(26);
        expect(readVendorSpecific(value)).toEqual({ form: 'attributes', vendorId, attributes });
      }),
    );
  });

  it('keep every byte of whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 253 }), (bytes) => {
        const value = Buffer.from(bytes);
        const opened = readVendorSpecific(value);
        if (opened.form === 'malformed') expect(opened.content).toEqual(value);
        if (opened.form === 'opaque') expect(opened.content).toEqual(value.subarray(4));
        if (opened.form === 'attributes') {
          expect(unwrap(vendorSpecific(opened.vendorId, opened.attributes)).value).toEqual(value);
        }
      }),
    );
  });

  it('fit 247 bytes of one attribute and refuse 248', () => {
    const value = (length: number): Buffer => Buffer.alloc(length, 1);
    expect(unwrap(vendorSpecific(9, [{ type: 1, value: value(VENDOR_VALUE_MAXIMUM_BYTES) }])).value).toHaveLength(253);
    const tooLong = vendorSpecific(9, [{ type: 1, value: value(VENDOR_VALUE_MAXIMUM_BYTES + 1) }]);
    expect(tooLong).toEqual({ ok: false, reason: 'vendor-attributes-too-long' });
    const together = vendorSpecific(9, [1, 2, 3].map((type) => ({ type, value: value(90) })));
    expect(together).toEqual({ ok: false, reason: 'vendor-attributes-too-long' });
  });

  it.each([-1, 0x1_00_00_00, 1.5])('refuse vendor %d', (vendorId) => {
    expect(vendorSpecific(vendorId, [])).toEqual({ ok: false, reason: 'vendor-id-invalid' });
  });

  it.each([-1, 256, 1.5])('refuse type %d', (type) => {
    const outcome = vendorSpecific(9, [{ type, value: Buffer.alloc(0) }]);
    expect(outcome).toEqual({ ok: false, reason: 'vendor-type-invalid' });
  });
});

describe('findVendorValues', () => {
  it('finds values of one vendor and type, however they are packed', () => {
    const pair = (text: string): { type: number; value: Buffer } => ({ type: 1, value: Buffer.from(text) });
    const packed = [
      vendorSpecific(9, [pair('a=1'), { type: 2, value: Buffer.from('port') }, pair('b=2')]),
      vendorSpecific(311, [pair('not Cisco')]),
      vendorSpecific(9, [pair('c=3')]),
    ];
    const attributes = [
      ...packed.map((attribute) => ({ ...unwrap(attribute), offset: 0 })),
      { type: 26, value: Buffer.of(0, 0, 0, 9, 1, 9, 1), offset: 0 },
      { type: 1, value: Buffer.of(0, 0, 0, 9, 1, 3, 1), offset: 0 },
    ];
    expect(findVendorValues({ attributes }, 9, 1).map(String)).toEqual(['a=1', 'b=2', 'c=3']);
    expect(findVendorValues({ attributes }, 9, 3)).toEqual([]);
  });
});
