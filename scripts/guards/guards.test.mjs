/** Every guard that `guards.mjs` lists still exists, exactly once, and so does the test that keeps it. Takes no time. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { guards } from './guards.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const texts = new Map();
const read = (file) => {
  if (!texts.has(file)) texts.set(file, readFileSync(path.join(root, file), 'utf8'));
  return texts.get(file);
};

for (const { rule, file, code, instead, spec, test: name } of guards) {
  void test(rule, () => {
    assert.equal(read(file).split(code).length - 1, 1, `${file} does not hold exactly once: ${code}`);
    assert.notEqual(code, instead, 'nothing would be removed');
    assert.ok(read(spec).includes(name), `${spec} has no test whose name holds: ${name}`);
  });
}

void test('no rule is listed twice', () => {
  assert.equal(new Set(guards.map(({ rule }) => rule)).size, guards.length);
});
