/**
 * Jest's order of specs: those that start whole systems first, so that the workers end together. Within a kind the
 * largest file first; what earlier runs took plays no part, so that every run has the same order.
 */
import { statSync } from 'node:fs';
import Sequencer from '@jest/test-sequencer';

/** Folders by what their specs start, the slowest first; whatever else there is comes last. */
const KINDS = [
  /\/test\/e2e\/src\/(?:console|standalone|distributed|processes|hostile)\//,
  /\/test\/|\/libs\/local-servers\/|\/deploy\/|\/apps\/cli\/src\/administration/,
  /\/services\/(?:audit|token-admin\/src\/adapters\/http)\/|\/libs\/(?:messaging|persistence|token-files\/src\/openpgp)\//,
];

const kindOf = (path) => {
  const kind = KINDS.findIndex((pattern) => pattern.test(path));
  return kind === -1 ? KINDS.length : kind;
};

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const known = tests.map((test) => ({ test, kind: kindOf(test.path), size: statSync(test.path).size }));
    return known.sort((one, other) => one.kind - other.kind || other.size - one.size).map(({ test }) => test);
  }
}
