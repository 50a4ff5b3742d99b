import { expect, test } from '@jest/globals';
import { explainDrop } from './drop-reasons.ts';

test.each([
  ['unknown-source', 'add-agent-host'], ['message-authenticator-wrong', 'compare-secrets'], ['request-authenticator-wrong', 'compare-secrets'],
  ['message-authenticator-missing', 'allow-without-message-authenticator'], ['attribute-overruns', null], ['no-answer-from-auth', null], ['of-tomorrow', null], ['constructor', null],
])('%s', (reason, action) => {
  const { cause, remedy, action: offered } = explainDrop(reason);
  expect(offered).toBe(action);
  for (const text of [cause, remedy]) {
    expect(text.en).toMatch(/^[A-Z].*\.$/);
    expect(text.zh).toMatch(/[\u4e00-\u9fff].*。$/);
  }
});
