import { expect, test } from '@jest/globals';
import { likePattern, wordQuery } from './search-words.ts';

test.each([
  ['ali', `'ali':*`], ['VPN Bei', `'vpn' <-> 'bei':*`], ['10.1.2', `'10' <-> '1' <-> '2':*`], [`o'neill`, `'o''neill':*`], ['a\\b', `'a' <-> 'b':*`],
  ['CORP\\alice@x.example', `'corp' <-> 'alice' <-> 'x' <-> 'example':*`], ['王小', `'王小':*`], ['  ', undefined], ['& | !', undefined], ['%', undefined],
])('%s', (text, query) => {
  expect(wordQuery(text)).toBe(query);
});

test.each([['VPN Beijing', '%beijing%'], [`o'neill`, '%neill%'], ['10.1.2', '%10%'], ['100%_', '%100%'], ['!', '%%']])('%s contains %s', (text, pattern) => {
  expect(likePattern(text)).toBe(pattern);
});
