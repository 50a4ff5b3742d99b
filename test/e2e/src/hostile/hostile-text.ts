import type { SeededRandom } from '@countersign/testing';

/** People whose codes are guessed; the neighbours have other names. */
export const VICTIM_PREFIX = 'victim';
export const VICTIMS = 5;

const bytes = (...values: number[]): Buffer => Buffer.from(values);

/** Names and passwords that have broken something somewhere: NUL, ill-formed UTF-8, look-alikes, quoting, lengths. */
const texts: readonly Buffer[] = [
  Buffer.alloc(0), bytes(0), bytes(0, 0, 0, 0), Buffer.from('alice\0bob'), Buffer.from(' '), Buffer.from('\t\r\n'), Buffer.alloc(253, 0x61), Buffer.alloc(253),
  bytes(0xff), bytes(0xc0, 0x80), bytes(0xed, 0xa0, 0x80), bytes(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80), bytes(0xf4, 0x90, 0x80, 0x80), bytes(0xe2, 0x82), bytes(0x80),
  bytes(0xef, 0xbb, 0xbf, 0x61), bytes(0xef, 0xbf, 0xbf), bytes(0xf0, 0x9f, 0x98), Buffer.from('\u202egnp.exe'), Buffer.from('\u0130stanbul'), Buffer.from('ﬃ'),
  Buffer.from('Å'), Buffer.from('A\u030a'), Buffer.from('ß'), Buffer.from('\u0345'.repeat(80)), Buffer.from('ﷺ'.repeat(84)), Buffer.from('👩‍👩‍👧‍👦'.repeat(10)),
  Buffer.from('DOMAIN\\user'), Buffer.from('\\'), Buffer.from('\\\\\\'), Buffer.from('user@realm@realm'), Buffer.from('@'), Buffer.from('../../etc/passwd'),
  Buffer.from('\'; DROP TABLE directory.user_account; --'), Buffer.from('{"$ne":null}'), Buffer.from('%s%n%x'), Buffer.from('${jndi:ldap://x}'),
  Buffer.from('__proto__'), Buffer.from('constructor'), Buffer.from('null'), Buffer.from('0'), Buffer.from('-1'), Buffer.from('1e999'),
];

export function hostileText(random: SeededRandom): Buffer {
  switch (random.integer(4)) {
    case 0:
      return Buffer.from(random.bytes(random.integer(254)));
    case 1:
      return Buffer.from(`${VICTIM_PREFIX}-00000${random.integer(VICTIMS)}`);
    default:
      return random.pick(texts);
  }
}
