/** What a file that was sent as a token file turned out to be, and what its owner can do with it. */

export interface TokenFileKindText {
  readonly en: string;
  readonly zh: string;
}

/** By the details of `unsupported-format` and `format-mismatch`. */
export const tokenFileKinds = {
  'pskc': { en: 'PSKC (XML)', zh: 'PSKC（XML）文件' },
  'oath-csv': { en: 'OATH CSV', zh: 'OATH CSV 文件' },
  'otpauth': { en: 'otpauth addresses', zh: 'otpauth 地址列表' },
  'key-fob': { en: 'key-fob seed text', zh: '匙扣式令牌种子文本' },
  'sdtid': { en: 'a software-token batch (TKNBatch XML)', zh: '软件令牌批次（TKNBatch XML）' },
  'yubico-log': { en: 'a log of Yubico’s personalization tool', zh: 'Yubico 个性化工具的日志' },
  'safenet-xml': { en: 'SafeNet XML (Tokens)', zh: 'SafeNet XML（Tokens）文件' },
  'safenet-dat': { en: 'SafeNet authenticator records (.dat)', zh: 'SafeNet 令牌记录（.dat）' },
  'openpgp-key': { en: 'an OpenPGP key or signature: it holds no tokens. A private key goes into the field for it', zh: '这是 OpenPGP 密钥或签名，不含令牌。私钥请填入相应的字段' },
  'openpgp': { en: 'OpenPGP inside OpenPGP: decrypt the outer message first', zh: 'OpenPGP 中又嵌套了 OpenPGP：请先解密外层' },
  'software-token-xml': { en: 'one software token (TKNHeader XML): it is for a phone and is not imported; ask for a batch (TKNBatch), or make new tokens', zh: '这是单个软件令牌（TKNHeader XML），供手机使用，不能导入；请索取批次文件（TKNBatch）或新建令牌' },
  'software-token-string': { en: 'one software token as a string of digits: it is for a phone and is not imported; ask for a batch (TKNBatch), or make new tokens', zh: '这是以数字串表示的单个软件令牌，供手机使用，不能导入；请索取批次文件（TKNBatch）或新建令牌' },
  'dualshield-xml': { en: 'DualShield XML: ask the supplier for PSKC or CSV', zh: '这是 DualShield XML 文件：请向供应商索取 PSKC 或 CSV' },
  'other-xml': { en: 'XML that holds no tokens in a known form: ask the supplier for PSKC (RFC 6030)', zh: '这个 XML 文件中没有已知形式的令牌：请向供应商索取 PSKC（RFC 6030）' },
  'json': { en: 'JSON, an app’s backup perhaps: export otpauth addresses as text instead', zh: '这是 JSON 文件，可能是应用的备份：请改为以文本形式导出 otpauth 地址' },
  'html': { en: 'a web page: the download may have failed', zh: '这是网页：下载可能没有成功' },
  'pem': { en: 'a certificate or key in PEM: it holds no tokens', zh: '这是 PEM 格式的证书或密钥，不含令牌' },
  'office-document': { en: 'an office document: save the table as CSV (UTF-8)', zh: '这是办公软件文档：请将表格另存为 CSV（UTF-8）' },
  'pdf': { en: 'a PDF: ask the supplier for PSKC or CSV', zh: '这是 PDF 文件：请向供应商索取 PSKC 或 CSV' },
  'image': { en: 'an image: read the QR code, and import its otpauth address as text', zh: '这是图片：请识读二维码，并以文本形式导入其中的 otpauth 地址' },
  'archive': { en: 'an archive: unpack it and import the file in it', zh: '这是压缩包：请解压后导入其中的文件' },
} as const satisfies Readonly<Record<string, TokenFileKindText>>;
export type TokenFileKind = keyof typeof tokenFileKinds;

const texts: ReadonlyMap<string, TokenFileKindText> = new Map(Object.entries(tokenFileKinds));

/** What a report says instead of a value that could be a seed. */
const LENGTHS = /\b(\d+) characters\b/g;
/** What a report says of a seed in the wrong column. */
const misplaced: ReadonlyMap<string, string> = new Map([
  ['another column looks like the seed', '种子似乎在另一列'], ['it looks like the seed', '看起来是种子'],
]);

/** The text of a detail that is a kind of file, or in Chinese of one that is about values; undefined of any other detail. */
export function tokenFileKindText(detail: string, language: 'en' | 'zh'): string | undefined {
  const kind = texts.get(detail)?.[language];
  if (kind !== undefined || language === 'en') return kind;
  const counted = detail.replaceAll(LENGTHS, '$1 个字符');
  return misplaced.get(detail) ?? (counted === detail ? undefined : counted);
}
