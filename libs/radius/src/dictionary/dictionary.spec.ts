import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VendorId } from '../vendor/vendor-id.ts';
import { findDefinition, findDefinitionByName, listDefinitions, vendorName } from './dictionary.ts';
import { ENCRYPTIONS, readDictionaryFiles, VALUE_TYPES } from './dictionary-file.ts';

const files = readDictionaryFiles();
const ENTRY_KEYS = ['number', 'type', 'tagged', 'encrypted', 'secret', 'pairs', 'values'];

describe('the dictionary files', () => {
  it('are all read', () => {
    const folder = join(import.meta.dirname, '../../dictionaries');
    expect(readdirSync(folder)).toHaveLength(files.length);
  });

  it.each(files)('$source: has only known keys and values that fit', (file) => {
    expect(['source', 'vendor', 'attributes', 'values']).toEqual(expect.arrayContaining(Object.keys(file)));
    for (const [name, entry] of Object.entries(file.attributes)) {
      expect(name).toMatch(/^[A-Za-z][\w./-]*$/);
      expect(ENTRY_KEYS).toEqual(expect.arrayContaining(Object.keys(entry)));
      expect(Number.isInteger(entry.number) && entry.number >= 1 && entry.number <= 255).toBe(true);
      expect(VALUE_TYPES).toContain(entry.type);
      expect([undefined, ...ENCRYPTIONS]).toContain(entry.encrypted);
      if (entry.encrypted !== undefined) expect(entry.secret).toBe(true);
      for (const flag of [entry.tagged, entry.secret, entry.pairs]) expect([undefined, true]).toContain(flag);
      if (entry.values !== undefined) expect(entry.type).toBe('integer');
      const numbers = Object.values(entry.values ?? {});
      expect(numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= 0xff_ff_ff_ff)).toBe(true);
      expect(new Set(numbers).size).toBe(numbers.length);
    }
  });

  it('give no number and no name twice', () => {
    const entries = files.flatMap(({ vendor, attributes }) =>
      Object.entries(attributes).map(([name, { number }]) => ({ name, place: `${vendor?.id ?? ''}/${number}` })),
    );
    expect(new Set(entries.map(({ place }) => place)).size).toBe(entries.length);
    expect(new Set(entries.map(({ name }) => name.toLowerCase())).size).toBe(entries.length);
    expect(listDefinitions()).toHaveLength(entries.length);
  });

  it('call nothing by a name that would be read as an unknown attribute or a tag', () => {
    for (const { name } of listDefinitions()) expect(name).not.toMatch(/^attr-\d|^vendor-\d|:/i);
  });
});

describe('look-up', () => {
  it('finds by number, within the RFCs or within a vendor', () => {
    expect(findDefinition(1)?.name).toBe('User-Name');
    expect(findDefinition(1, VendorId.cisco)?.name).toBe('Cisco-AVPair');
    expect(findDefinition(1, VendorId.fortinet)?.name).toBe('Fortinet-Group-Name');
    expect(findDefinition(250)).toBeUndefined();
    expect(findDefinition(1, 99_999)).toBeUndefined();
  });

  it('finds by name in any case', () => {
    expect(findDefinitionByName('user-NAME')?.number).toBe(1);
    expect(findDefinitionByName('huawei-avpair')).toMatchObject({ number: 188, vendorId: VendorId.huawei });
    expect(findDefinitionByName('No-Such-Attribute')).toBeUndefined();
  });

  it('knows every vendor', () => {
    expect(Object.values(VendorId).map(vendorName)).toEqual([
      'Cisco',
      'Microsoft',
      'Huawei',
      'Cisco-ASA',
      'Fortinet',
      'PaloAlto',
      'H3C',
    ]);
    expect(vendorName(99_999)).toBeUndefined();
  });

  it('knows values that a later RFC added', () => {
    expect(findDefinitionByName('Tunnel-Type')?.valueNames.get(13)).toBe('VLAN');
    expect(findDefinitionByName('Service-Type')?.valueNumbers.get('authorize-only')).toBe(17);
    expect(findDefinitionByName('Acct-Status-Type')?.valueNames.get(3)).toBe('Interim-Update');
  });

  it.each(['User-Password', 'CHAP-Password', 'EAP-Message', 'Tunnel-Password', 'MS-CHAP2-Response', 'MS-MPPE-Send-Key'])(
    'marks %s as secret',
    (name) => {
      expect(findDefinitionByName(name)?.secret).toBe(true);
    },
  );
});
