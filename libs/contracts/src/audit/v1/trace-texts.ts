import { type Bilingual, resultCodes, type ResultCode } from '../../result-codes/index.ts';

/** The closed words of a sign-in's trace: which rule looked, and what it found. A word without its texts does not compile. */
const steps = {
  'find-user': text('Find the user', '查找用户'),
  failover: text('Repeated request', '重复请求'),
  account: text('Account', '账户'),
  activation: text('Activation on the agent host', '代理主机激活'),
  'access-time': text('Access time', '访问时间'),
  protocol: text('Protocol', '协议'),
  challenge: text('Challenge', '质询'),
  throttle: text('Guesses so far', '猜测次数'),
  'stand-in': text('Bypass code or temporary password', '应急码或临时口令'),
  token: text('Token', '令牌'),
  'static-password': text('Static password', '静态口令'),
  'first-factor': text('First factor', '第一因素'),
  'check-attributes': text('Check attributes', '检查属性'),
  'session-limit': text('Online sessions', '在线会话'),
  'address-pool': text('Address pool', '地址池'),
} as const satisfies Readonly<Record<string, Bilingual>>;
export type TraceStep = keyof typeof steps;

/** What a rule finds and no result code says. */
const verdicts = {
  passed: text('passed', '通过'),
  user: text('activated here', '已在此激活'),
  group: text('group is activated here', '所在组已在此激活'),
  'open-to-all': text('open to all users', '对所有用户开放'),
  'open-to-site': text('open to the users of the site', '对本站点用户开放'),
  'on-all-hosts': text('active on all agent hosts', '在所有代理主机上激活'),
  'on-site-hosts': text('active on the agent hosts of the site', '在本站点代理主机上激活'),
  found: text('found, and asked of this user here', '有效，且由该用户在此触发'),
  refused: text('unknown, used, expired, or asked of somebody else', '未知、已使用、已过期或不属于该用户'),
  accepted: text('taken', '已接受'),
  'too-short': text('PIN too short', 'PIN码过短'),
  'too-long': text('PIN too long', 'PIN码过长'),
  'not-letters-and-digits': text('PIN has other characters than letters and digits', 'PIN码含字母和数字以外的字符'),
  'not-digits': text('PIN has other characters than digits', 'PIN码含数字以外的字符'),
  'too-simple': text('PIN too simple', 'PIN码过于简单'),
  'same-as-before': text('PIN is the old one', 'PIN码与原来相同'),
  'next-tokencode-good': text('the very next code', '正是下一个令牌码'),
  'next-tokencode-wrong': text('not the next code', '不是下一个令牌码'),
  'not-usable': text('cannot be used: disabled, lost, not yet or no longer valid', '不可用：停用、挂失、未到期或已过期'),
  good: text('right', '正确'),
  far: text('right, but far off: out of step', '正确，但偏移过大，需同步'),
  replayed: text('a code that was used already', '该令牌码已使用过'),
  'wrong-code': text('code wrong; PIN right, or none needed', '令牌码错误；PIN码正确或不需要PIN码'),
  none: text('neither PIN nor code fit', 'PIN码与令牌码均不符'),
  'locked-good': text('right, but the token is locked', '正确，但令牌已锁定'),
  'locked-far': text('right but far off, and the token is locked', '正确但偏移过大，且令牌已锁定'),
  'locked-replayed': text('a used code, and the token is locked', '令牌码已使用过，且令牌已锁定'),
  'locked-wrong-code': text('code wrong, and the token is locked', '令牌码错误，且令牌已锁定'),
  'locked-none': text('nothing fits, and the token is locked', '均不符，且令牌已锁定'),
  'protocol-unsupported': text('not supported', '不支持'),
  'protocol-not-allowed': text('not allowed by the policy', '策略不允许'),
  used: text('used already', '已使用'),
  expired: text('expired', '已过期'),
  'token-back': text('the lost token was found again', '挂失令牌已找回'),
  asked: text('is compared', '进行比对'),
  'not-asked': text('is not asked for', '不要求'),
  right: text('right', '正确'),
  wrong: text('wrong', '错误'),
  'no-room': text('could not be compared: too many wait', '未能比对：等待过多'),
  'same-answer': text('gets the answer of the first one', '返回首次请求的应答'),
  'passwords-alone': text('passwords are enough', '仅凭口令即可'),
  'static-password': text('the static password is wrong', '静态口令错误'),
  'static-password-of-unknown-length': text('where the static password ends cannot be told', '无法判断静态口令的结尾'),
  'switched-off': text('the back end is switched off', '后端认证已停用'),
  'not-there': text('the back end is not there any more', '后端认证已不存在'),
  'left-alone': text('no server that answered lately', '近期没有可用的服务器'),
  unreachable: text('cannot be reached', '无法连接'),
  timeout: text('no answer in time', '响应超时'),
  'tls-failed': text('no TLS, or a certificate that is not believed', 'TLS失败或证书不受信任'),
  'service-refused': text('the directory refuses the service account', '目录拒绝服务账户'),
  'not-understood': text('the answer is no LDAP', '应答不符合LDAP'),
  password: text('the directory refuses the password', '目录拒绝该口令'),
  'not-now': text('not at this time or place', '此时间或地点不允许登录'),
  disabled: text('disabled in the directory', '目录中已禁用'),
  'must-change': text('the password has to be changed there first', '须先在目录中修改口令'),
  locked: text('locked in the directory', '目录中已锁定'),
  'unknown-user': text('the directory does not know the name', '目录中没有该用户'),
  'several-users': text('several people have the name', '有多个同名用户'),
} as const satisfies Readonly<Record<string, Bilingual>>;
export type TraceVerdict = keyof typeof verdicts | ResultCode;

/** What a rule looked at, where that is a choice and no name. */
const lookedAts: Readonly<Record<string, Bilingual>> = {
  'source-and-user': text('this source and this user', '该来源与该用户'),
  'new-pin': text('new PIN', '新PIN码'),
  'next-tokencode': text('next tokencode', '下一令牌码'),
  gone: text('none that is open', '没有未完成的质询'),
  unavailable: text('could not be looked up', '无法查询'),
  none: text('none is set', '未设置'),
  never: text('alone: never', '单独使用：不允许'),
  'users-without-token': text('alone: users without a token', '单独使用：仅限无令牌用户'),
  always: text('alone: always', '单独使用：允许'),
  argon2id: text('the stored one', '已存口令'),
  'bypass-code': text('bypass code', '应急码'),
  'temporary-password': text('temporary password', '临时口令'),
  'every site': text('every site', '所有站点'),
  'site of the agent host and below': text('site of the agent host and below', '代理主机所在站点及其下级'),
  grace: text('grace period of the group', '所在组的宽限期'),
  'without-token': text('no token that works', '没有可用的令牌'),
  passcode: text('passcode', 'PIN码+令牌码'),
  'back-end': text('password of the back end', '后端口令'),
  'back-end passcode': text('password of the back end, passcode', '后端口令、PIN码+令牌码'),
  'static-required': text('static password', '静态口令'),
  'static-required passcode': text('static password, passcode', '静态口令、PIN码+令牌码'),
  'static-optional passcode': text('static password if given, passcode', '静态口令（可选）、PIN码+令牌码'),
  'back-end static-required': text('password of the back end, static password', '后端口令、静态口令'),
  'back-end static-required passcode': text('password of the back end, static password, passcode', '后端口令、静态口令、PIN码+令牌码'),
  'back-end static-optional passcode': text('password of the back end, static password if given, passcode', '后端口令、静态口令（可选）、PIN码+令牌码'),
  pap: text('PAP', 'PAP'),
  chap: text('CHAP', 'CHAP'),
};

/** One rule of a trace in words; a word of another version of the product is shown as it is. */
export interface DescribedStep {
  readonly step: string;
  readonly lookedAt: string;
  readonly verdict: string;
}

/** @param noted as it stands in the record */
export function describeStep(noted: DescribedStep, language: 'en' | 'zh'): DescribedStep {
  return {
    step: wordOf(steps, noted.step, language),
    lookedAt: wordOf(lookedAts, noted.lookedAt, language),
    verdict: Object.hasOwn(verdicts, noted.verdict) ? wordOf(verdicts, noted.verdict, language) : resultText(noted.verdict, language),
  };
}

/** Whether the rule let the sign-in go on, as far as one can tell from its word. */
export const isGoodVerdict = (verdict: string): boolean => GOOD.has(verdict);
const GOOD: ReadonlySet<string> = new Set([
  'passed', 'user', 'group', 'open-to-all', 'open-to-site', 'on-all-hosts', 'on-site-hosts', 'found', 'accepted', 'next-tokencode-good', 'good', 'right', 'same-answer',
] satisfies TraceVerdict[]);

/** What a rule says that neither lets a sign-in go on nor ends it. */
const NEUTRAL: ReadonlySet<string> = new Set(['asked', 'not-asked', 'passwords-alone'] satisfies TraceVerdict[]);

/**
 * The places of the rule that refused: the last one that found fault, with every object that it looked at – several tokens
 * none of which fits refuse together. Empty where nothing found fault.
 * @param steps of a sign-in that was refused; of any other a fault refused nothing
 */
export function refusingSteps(steps: readonly Pick<DescribedStep, 'step' | 'verdict'>[]): ReadonlySet<number> {
  const faults = [...steps.entries()].filter(([, { verdict }]) => !isGoodVerdict(verdict) && !NEUTRAL.has(verdict));
  const last = faults.at(-1)?.[1].step;
  return new Set(faults.filter(([, { step }]) => step === last).map(([place]) => place));
}

function text(en: string, zh: string): Bilingual {
  return { en, zh };
}

const wordOf = (words: Readonly<Record<string, Bilingual>>, word: string, language: 'en' | 'zh'): string =>
  (Object.hasOwn(words, word) ? words[word]?.[language] : undefined) ?? word;

const resultText = (word: string, language: 'en' | 'zh'): string => {
  const results: Readonly<Record<string, { readonly text: Bilingual }>> = resultCodes;
  return (Object.hasOwn(results, word) ? results[word]?.text[language] : undefined) ?? word;
};
