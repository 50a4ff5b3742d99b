import fc from 'fast-check';

const SURROGATES_BEGIN = 0xD800;
const SURROGATES = 0x800;
const CHARACTERS = 0x11_0000 - SURROGATES;

/**
 * Any character of Unicode, as `fc.string({ unit: anyCharacter })` takes it: the same strings as of `unit: 'binary'`,
 * for which fast-check writes a table of all million characters, a second and a hundred megabytes in each spec.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: CHARACTERS - 1 }).map(
  (index) => String.fromCodePoint(index < SURROGATES_BEGIN ? index : index + SURROGATES), indexOf,
);

/** What fast-check asks when it looks for a smaller example. @throws for what is no single character */
function indexOf(value: unknown): number {
  const [character = '', ...more] = typeof value === 'string' ? value : '';
  const code = character.codePointAt(0) ?? SURROGATES_BEGIN;
  if (more.length > 0 || (code >= SURROGATES_BEGIN && code < SURROGATES_BEGIN + SURROGATES)) throw new Error('This is no single character.');
  return code < SURROGATES_BEGIN ? code : code - SURROGATES;
}
