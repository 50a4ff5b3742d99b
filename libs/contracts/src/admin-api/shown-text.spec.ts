/** Every text that the API takes in, found by walking its schemas: a new one is refused hidden characters, too, or is named here with the reason why not. */
import { describe, expect, test } from '@jest/globals';
import { textFieldsOf } from './text-fields.ts';
import * as api from './v1/index.ts';

/** Never shown, so that anything may stand in them, or only compared with what is there already. */
const NOT_SHOWN: readonly RegExp[] = [
  /\.(?:password|secret|bindPassword|current|passphrase|privateKey|initialPassword)$/,
  /\.ca$|\.authority$/, // PEM, read as certificates before it is kept
  /^start(?:User|Token)Import\.csv\.columns\.|^importTokens\.csv\.columns\.|^startUserImport\.columns\./, /\.site$/,
  /^testRadius\.login$/, // goes into one RADIUS request as a device would send it
  /\.code[12]?$/,
  /\.address$|\.administrationAddresses\[\]$/, // kept as a network of PostgreSQL
];
/** Of texts that have a form, one that fits. */
const FITTING = [
  'plain text', 'Plain text 1234', 'Ab12345678901234', '192.0.2.1', 'uid={login},dc=example', '12345678', 'a@example.com', 'Europe/Berlin', '02:30', 'uid', 'Class', 'C', 'abcd', 'NAS-Port-Type', '0123456789abcdef', 'vpn.example.com:636',
];
const HIDDEN = ['\u0000', '\n', '\r', '\t', '\u007F', '\u0085', '\uD800', '\u00AD', '\u200B', '\u2028', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2060', '\u2066', '\u2067', '\u2068', '\u2069', '\uFEFF', '\u{E0041}'];
const leaves = api.operations.flatMap(textFieldsOf);
const shown = leaves.filter(({ path }) => !NOT_SHOWN.some((pattern) => pattern.test(path)));

describe('no text that is shown takes what nobody sees', () => {
  test.each([...new Map(shown.map((leaf) => [leaf.path, leaf])).keys()])('%s', (path) => {
    for (const { takes } of shown.filter((leaf) => leaf.path === path)) {
      const fitting = FITTING.filter(takes);
      expect(fitting).not.toEqual([]);
      for (const text of fitting) {
        const places = [0, Math.floor(text.length / 2), text.length];
        const taken = HIDDEN.flatMap((hidden) => places.map((at) => `${text.slice(0, at)}${hidden}${text.slice(at)}`)).filter(takes);
        expect(taken.map((hostile) => JSON.stringify(hostile))).toEqual([]);
      }
    }
  });
});

test('the walk finds what is known to be there, and every exception is needed', () => {
  const paths = new Set(shown.map(({ path }) => path));
  for (const path of ['createSite.name', 'createUser.displayName', 'createAgentHost.addresses[].name', 'updatePolicy.policy.newPinTextZh', 'createRadiusProfile.replyAttributes[].value', 'createBackEnd.lookup.filter', 'startTokenImport.fileName']) {
    expect(paths).toContain(path);
  }
  for (const pattern of NOT_SHOWN) expect([pattern, leaves.some(({ path }) => pattern.test(path))]).toEqual([pattern, true]);
});
