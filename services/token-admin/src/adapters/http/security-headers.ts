/**
 * What a browser may make of an answer: nothing. It is never a page, in no frame, read by no other site, and where it was
 * read is told to nobody. The console says for its page what that one may do.
 */
export const SECURITY_HEADERS = {
  'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin',
} as const;
