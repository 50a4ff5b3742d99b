import { type Bilingual, resultCodes } from '../../result-codes/index.ts';
import { describeStep } from './trace-texts.ts';

type Words = Readonly<Record<string, Bilingual>>;

const text = (en: string, zh: string): Bilingual => ({ en, zh });
/** The same in both languages. */
const same = (...names: readonly (readonly [word: string, name: string])[]): Words => Object.fromEntries(names.map(([word, name]) => [word, text(name, name)]));

const protocols: Words = {
  ...same(['pap', 'PAP'], ['chap', 'CHAP'], ['ms-chap-v2', 'MS-CHAPv2'], ['eap', 'EAP']),
  console: text('this console', '本控制台'), unsupported: text('not supported', '不支持'), 'credentials-missing': text('neither password nor challenge', '既无密码也无质询'),
};
const formats: Words = {
  ...same(['pskc', 'PSKC'], ['oath-csv', 'CSV'], ['otpauth', 'otpauth'], ['sdtid', 'TKNBatch'], ['safenet-xml', 'SafeNet XML'], ['safenet-dat', 'SafeNet .dat']),
  auto: text('told by the content', '按内容判断'), 'key-fob': text('key-fob seed text', '钥匙令牌种子文本'), 'yubico-log': text('Yubico log', 'Yubico 日志'),
};
const kinds: Words = {
  hardware: text('hardware', '硬件'), mobile: text('mobile', '手机'), 'scratch-card': text('scratch card', '刮刮卡'), auto: text('as the file says', '以文件为准'),
  'token-import': text('token import', '导入令牌'), 'user-import': text('user import', '导入用户'), 'ldap-sync': text('directory synchronisation', '目录同步'),
};

/** What a value stands for, by the fact that it is of. Values that are no words of ours, such as names and addresses, are not here. */
const words: Readonly<Record<string, Words>> = {
  method: protocols, offered: protocols, format: formats, kind: kinds,
  factor: { password: text('password', '密码'), tokencode: text('tokencode', '令牌码') },
  occasion: { 'sign-in': text('sign-in', '登录'), 'password-change': text('proof of the own password', '验证自己的密码'), 'token-proof': text('trial of the own token', '试用自己的令牌') },
  mode: { normal: text('normal', '正常'), 'new-pin': text('new PIN', '新 PIN码'), 'next-tokencode': text('next tokencode', '下一令牌码') },
  assign: { nobody: text('nobody', '不分配'), login: text('by login name', '按登录名'), 'login-without-domain': text('by login name without domain', '按登录名（忽略域名）') },
  algorithm: { ...same(['totp', 'TOTP'], ['hotp', 'HOTP'], ['ocra', 'OCRA'], ['gmt-sm3', 'SM3'], ['gmt-sm4', 'SM4']) },
  hash: same(['sha1', 'SHA-1'], ['sha256', 'SHA-256'], ['sha512', 'SHA-512']),
  state: { queued: text('waiting', '等待中'), running: text('running', '进行中'), done: text('done', '已完成'), failed: text('failed', '失败'), cancelled: text('cancelled', '已取消') },
  existing: { refuse: text('refused', '拒绝'), skip: text('left as they are', '保持不变'), update: text('changed', '更改') },
  missing: { disable: text('disabled', '停用'), leave: text('left as they are', '保持不变') },
  loginForm: { 'as-is': text('as it is', '原样'), 'strip-domain': text('without DOMAIN\\', '去掉 DOMAIN\\'), 'strip-realm': text('without @realm', '去掉 @realm'), 'strip-both': text('without DOMAIN\\ and @realm', '去掉 DOMAIN\\ 和 @realm') },
  security: { ...same(['ldaps', 'LDAPS'], ['starttls', 'StartTLS']), none: text('none', '无') },
  staticPassword: { none: text('not asked for', '不要求'), optional: text('optional', '可选'), required: text('required', '必需') },
  order: { concatenated: text('in one line', '连续输入'), challenge: text('password first, then the code', '先密码，后令牌码') },
  withoutToken: { refuse: text('refused', '拒绝'), passwords: text('passwords are enough', '仅凭口令即可') },
  role: {
    'super-administrator': text('super administrator', '超级管理员'), 'site-administrator': text('site administrator', '站点管理员'),
    'token-administrator': text('token administrator', '令牌管理员'), 'help-desk': text('help desk', '服务台'), auditor: text('auditor', '审计员'),
  },
};

const yesOrNo = { true: text('yes', '是'), false: text('no', '否') };
/** Facts whose values are words of a sign-in's trace. */
const VERDICTS: ReadonlySet<string> = new Set(['fault', 'firstFactor']);

/** What a value of a fact says, in words where it is one of ours; anything else as it is. */
export function factValue(name: string, value: string | number | boolean | null, language: 'en' | 'zh'): string {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return yesOrNo[`${value}`][language];
  if (typeof value === 'number') return String(value);
  if (VERDICTS.has(name)) return describeStep({ step: '', lookedAt: '', verdict: value }, language).verdict;
  const word = Object.hasOwn(words, name) && Object.hasOwn(words[name] ?? {}, value) ? words[name]?.[value] : undefined;
  if (word !== undefined) return word[language];
  const results: Readonly<Record<string, { readonly text: Bilingual }>> = resultCodes;
  return name === 'reason' && Object.hasOwn(results, value) ? results[value]?.text[language] ?? value : value;
}

/** Whether the value of this fact is one of ours that has words, so that a new one cannot be left without them. */
export const isFactWord = (name: string, value: string): boolean => Object.hasOwn(words, name) && Object.hasOwn(words[name] ?? {}, value);
export const hasFactWords = (name: string): boolean => Object.hasOwn(words, name);
