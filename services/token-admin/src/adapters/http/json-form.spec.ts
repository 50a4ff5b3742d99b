import { describe, expect, test } from '@jest/globals';
import { jsonFault } from './json-form.ts';

const faultOf = (text: string): string | undefined => jsonFault(Buffer.from(text, 'utf8'), 4);

describe('a name twice in one object', () => {
  test.each([
    '{"a":1,"a":2}', '{"a":1 , "b":2,\n"a" : 3}', '{"x":{"a":1,"a":2}}', '[{"a":1,"b":[1,{"c":"}"}],"a":2}]',
    '{"a":1,"\\u0061":2}', '{"\\u0061\\"":1,"a\\"":2}', '{"":1,"":2}', '{"a":[],"a":{}}', '{"a":"\\\\","a":"b"}', '{"密":1,"\\u5bc6":2}',
    '{"__proto__":1,"__proto__":2}', '{"a":{"b":1},"a":2}',
  ])('is found: %s', (text) => {
    expect(() => { JSON.parse(text); }).not.toThrow();
    expect(faultOf(text)).toBe('name-twice');
  });

  test.each([
    '{"a":1,"b":2}', '{"a":"a","b":"a"}', '{"a":{"a":{"a":1}}}', '[{"a":1},{"a":1}]', '{"a":["a","a"],"b":["a,\\"a"]}', '{"a":"{\\"b\\":1,\\"b\\":2}"}',
    '["a","a"]', '"a"', '{}', '[]', '{"a":1,"A":2}', '{"x":[1,2,3],"y":[{"x":1}],"z":"x"}',
  ])('is not in %s', (text) => {
    expect(() => { JSON.parse(text); }).not.toThrow();
    expect(faultOf(text)).toBeUndefined();
  });
});

test('depth is counted outside of texts', () => {
  expect(faultOf('[[[[]]]]')).toBeUndefined();
  expect(faultOf('[[[[[]]]]]')).toBe('too-deep');
  expect(faultOf('{"a":{"a":{"a":{"a":{}}}}}')).toBe('too-deep');
  expect(faultOf('[[[["[[[[[["]],"\\"[[[[[[",[[]]]]')).toBeUndefined();
});

test('what is not JSON is left to the parser, and ends', () => {
  for (const text of ['', '"', '"\\', '{"a', '}}}]]],,,"":', '{"\\u00":1,"\\u00":2', '{"a\\']) expect(['name-twice', undefined]).toContain(faultOf(text));
});
