import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HostTable, type Located } from './host-table.ts';

const table = (...hosts: { id: string; addresses: string[] }[]): HostTable<{ id: string; addresses: string[] }> => {
  const made = new HostTable<{ id: string; addresses: string[] }>();
  for (const host of hosts) made.set(host);
  return made;
};

describe('finding the agent host', () => {
  test('pitfall 4: the longest prefix wins, in whatever order hosts were added', () => {
    const hosts = [
      { id: 'net', addresses: ['10.0.0.0/8'] },
      { id: 'one', addresses: ['10.1.2.3/32'] },
      { id: 'lan', addresses: ['10.1.0.0/16'] },
    ];
    for (const order of [hosts, [...hosts].reverse()]) {
      const found = table(...order);
      expect(found.find('10.1.2.3')?.id).toBe('one');
      expect(found.find('10.1.9.9')?.id).toBe('lan');
      expect(found.find('10.9.9.9')?.id).toBe('net');
      expect(found.find('11.0.0.1')).toBeUndefined();
    }
  });

  test('secondary nodes, bare addresses, IPv6 and IPv4 seen by a dual-stack socket', () => {
    const found = table({ id: 'ha', addresses: ['192.0.2.1', '192.0.2.2/32', '2001:db8::/32'] });
    for (const address of ['192.0.2.1', '192.0.2.2', '2001:db8:1::5', '::ffff:192.0.2.1']) {
      expect(found.find(address)?.id).toBe('ha');
    }
    expect(found.find('2001:db9::1')).toBeUndefined();
    expect(found.find('no address')).toBeUndefined();
  });

  test('a changed host is found at its new address only, a deleted one nowhere', () => {
    const found = table({ id: 'a', addresses: ['192.0.2.1/32'] });
    expect(found.find('192.0.2.1')?.id).toBe('a');
    found.set({ id: 'a', addresses: ['192.0.2.9/32'] });
    expect(found.find('192.0.2.1')).toBeUndefined();
    expect(found.find('192.0.2.9')?.id).toBe('a');
    found.delete('a');
    expect(found.find('192.0.2.9')).toBeUndefined();
    expect(found.size).toBe(0);
  });

  test('a host that is added or taken away later counts at once, whoever was found there before', () => {
    const found = table({ id: 'net', addresses: ['10.0.0.0/8'] });
    expect(found.find('10.1.2.3')?.id).toBe('net');
    found.set({ id: 'one', addresses: ['10.1.2.3/32'] });
    expect(found.find('10.1.2.3')?.id).toBe('one');
    found.delete('one');
    expect(found.find('10.1.2.3')?.id).toBe('net');
  });

  test('agrees with comparing bit by bit', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(fc.property(fc.array(fc.tuple(octets, fc.nat(32)), { maxLength: 20 }), octets, (networks, address) => {
      const number = (bytes: readonly number[]): bigint => bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
      const hosts = networks.map(([bytes, bits], index) => ({ id: `${index}`, addresses: [`${bytes.join('.')}/${bits}`] }));
      const fits = networks.filter(([bytes, bits]) => number(bytes) >> BigInt(32 - bits) === number(address) >> BigInt(32 - bits));
      const longest = Math.max(-1, ...fits.map(([, bits]) => bits));
      const found = table(...hosts).find(address.join('.'));
      expect(found ? networks[Number(found.id)]?.[1] : -1).toBe(longest);
    }));
  });
});

test('thousands of hosts are taken over in no time, one by one', () => {
  const many = new HostTable<Located>();
  for (let index = 0; index < 5000; index += 1) many.set({ id: `host-${index}`, addresses: [`10.${index >> 8}.${index & 255}.0/24`] });
  expect(many.find('10.19.135.9')?.id).toBe('host-4999');
  many.delete('host-4999');
  expect(many.find('10.19.135.9')).toBeUndefined();
});
