import { expect, test } from '@jest/globals';
import { warningCauses } from './warning-causes.ts';

const result = 'shared-secret-suspected';

test('a wrong Message-Authenticator is told as such, and not as a password that is no text', () => {
  expect(warningCauses({ result, reasons: ['message-authenticator-wrong'] }, 'en')).toBe('Message-Authenticator is wrong: the shared secrets differ.');
  expect(warningCauses({ result, reasons: ['message-authenticator-wrong'] }, 'zh')).toBe('Message-Authenticator 错误：共享密钥不一致。');
});

test('several reasons are told one after another', () => {
  expect(warningCauses({ result, reasons: ['request-authenticator-wrong', result] }, 'en'))
    .toBe('The authenticator is wrong: the shared secrets differ. The password decrypts to something that is no text, and nothing proves the secret.');
});
