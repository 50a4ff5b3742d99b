import { describe, expect, test } from '@jest/globals';
import { disposeAfterEach } from './dispose-after-each.ts';

describe('what a test keeps', () => {
  const ended: string[] = [];
  const keep = disposeAfterEach();
  const resource = (name: string): AsyncDisposable => ({ [Symbol.asyncDispose]: async () => { ended.push(name); } });

  test('stays as long as the test', () => {
    keep(resource('first'));
    keep(resource('second'));
    expect(ended).toEqual([]);
  });

  test('is ended after it, the last first, and once', () => {
    expect(ended).toEqual(['second', 'first']);
  });

  test('is not ended again', () => {
    expect(ended).toHaveLength(2);
  });
});
