import { describe, expect, test } from '@jest/globals';
import { credentialsSchema, questionSchema } from './authenticate.ts';

const request = {
  requestKey: 'ab'.repeat(16), agentHostId: '0198f0f0-0000-7000-8000-000000000001', secretVersion: 1, proven: true,
  sourceAddress: '192.0.2.1', callingStationId: null, nasIdentifier: null, state: null,
  credentials: { method: 'pap', userName: 'AAAA', password: 'AAAA' }, remainingMs: 2500,
};

describe('a question to auth', () => {
  test('refuses NUL and lone surrogates, which would spoil the batch that it is decided in', () => {
    for (const odd of ['a\u0000', '\uD83D', 'x\uDE00y']) {
      expect(questionSchema.safeParse({ ...request, callingStationId: odd }).success).toBe(false);
      expect(questionSchema.safeParse({ ...request, nasIdentifier: odd }).success).toBe(false);
    }
    for (const good of ['', '00-11-22', '密码 😀']) {
      expect(questionSchema.safeParse({ ...request, callingStationId: good }).success).toBe(true);
    }
  });

  test('refuses what it does not know', () => {
    expect(questionSchema.safeParse({ ...request, more: 1 }).success).toBe(false);
    expect(credentialsSchema.safeParse({ method: 'unsupported', userName: '', offered: 'eap', response: 'AA' }).success).toBe(false);
  });
});
