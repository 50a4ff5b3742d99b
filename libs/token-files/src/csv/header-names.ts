/** What the columns of seed files are called: by Entra ID, Deepnet, Feitian, Token2, PSKC converters, and people. */

import type { SeedEncoding } from '../text/seed-text.ts';

export const CSV_COLUMNS = ['serial', 'key', 'type', 'digits', 'period', 'counter', 'hash', 'account', 'manufacturer', 'model', 'start', 'end'] as const;
export type Column = (typeof CSV_COLUMNS)[number];

/** Without case, blanks, punctuation, and without the endings below. */
const NAMES: ReadonlyMap<string, Column> = new Map([
  ...named('serial', 'serial', 'serialnumber', 'serialno', 'serialnum', 'sn', 'sno', 'snnumber', 'tokenserial', 'tokenserialnumber', 'tokenserialno', 'tokensn', 'tokenid',
    'tokennumber', 'tokenno', 'deviceserial', 'deviceserialnumber', 'deviceserialno', 'devicesn', 'deviceid', 'hardwareserialnumber', 'cardserialnumber', 'cardnumber',
    'serialnumer', 'id', '序列号', '令牌序列号', '令牌编号', '令牌号', '设备序列号', '编号'),
  ...named('key', 'key', 'secret', 'secretkey', 'seed', 'seedkey', 'seedvalue', 'seeddata', 'sharedsecret', 'sharedsecretkey', 'sharedkey', 'otpkey', 'otpsecret', 'otpseed', 'oathseed', 'oathkey', 'oathsecret',
    'tokenseed', 'tokensecret', 'tokenkey', 'totpsecret', 'totpseed', 'hotpsecret', 'hotpseed', 'hmackey', 'keydata', 'keyvalue', 'secretseed', 'privatekey', 'secretkeyorhex',
    '种子', '密钥', '种子密钥', '令牌种子', '种子值', '共享密钥'),
  ...named('type', 'type', 'tokentype', 'otptype', 'oathtype', 'otpmode', 'mode', 'tokenmode', '类型', '令牌类型', '模式'),
  ...named('digits', 'digits', 'otplength', 'otplen', 'length', 'codelength', 'otpdigits', 'codedigits', 'numberofdigits', 'responselength', 'passcodelength', '位数', '口令长度', '口令位数', '长度'),
  ...named('period', 'period', 'timeinterval', 'timestep', 'interval', 'step', 'timeperiod', 'otpinterval', 'refreshinterval', 'otpperiod', 'timewindow', '周期', '时间间隔', '步长', '时间步长', '间隔', '刷新周期'),
  ...named('counter', 'counter', 'movingfactor', 'initialcounter', 'startcounter', 'hotpcounter', 'eventcounter', 'countervalue', '计数器', '计数', '初始计数'),
  ...named('hash', 'hash', 'hashalgorithm', 'hashfunction', 'hashlib', 'algorithm', 'otpalgorithm', 'hmacalgorithm', 'algo', '算法', '哈希', '哈希算法'),
  ...named('account', 'upn', 'user', 'username', 'userprincipalname', 'login', 'loginname', 'account', 'owner', '用户', '用户名', '账号', '帐号', '登录名'),
  ...named('manufacturer', 'manufacturer', 'vendor', 'make', '厂商', '制造商', '生产厂商'),
  ...named('model', 'model', 'devicemodel', 'tokenmodel', 'product', 'productname', '型号', '产品型号'),
  ...named('start', 'start', 'startdate', 'validfrom', 'notbefore', 'birth', '开始日期', '生效日期', '启用日期'),
  ...named('end', 'end', 'enddate', 'expires', 'expiry', 'expirydate', 'expiration', 'expirationdate', 'validto', 'validuntil', 'notafter', 'death', '结束日期', '到期日期', '失效日期', '有效期', '有效期至'),
]);

/** Endings and brackets that say in what a value is given: `Secret Key (HEX)`, `seed_base32`, `Interval (seconds)`. */
const SEED_ENCODINGS: readonly (readonly [ending: RegExp, encoding: SeedEncoding])[] = [
  [/base32orhex$/, 'auto'], [/(?:hex|hexadecimal|十六进制)$/, 'hex'], [/base32$/, 'base32'], [/base64$/, 'base64'],
];
const UNIT = /(?:inseconds|seconds|second|secs|sec|秒)$/;

function named(column: Column, ...names: readonly string[]): [string, Column][] {
  return names.map((name) => [name, column]);
}

export interface NamedColumn {
  readonly column: Column;
  /** Of a seed, where the name says it. */
  readonly encoding: SeedEncoding;
}

/** The column that a header's cell names; undefined for names that say nothing to us. */
export function columnOf(cell: string): NamedColumn | undefined {
  const name = cell.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const exact = NAMES.get(name);
  if (exact !== undefined) return { column: exact, encoding: 'auto' };
  for (const [ending, encoding] of SEED_ENCODINGS) {
    // `HEX seed` as well as `seed (HEX)`.
    const column = NAMES.get(name.replace(ending, '')) ?? NAMES.get(name.replace(new RegExp(`^${ending.source.replace(/\$$/, '')}`), ''));
    if (column === 'key') return { column, encoding };
  }
  const column = NAMES.get(name.replace(UNIT, ''));
  return column === undefined ? undefined : { column, encoding: 'auto' };
}
