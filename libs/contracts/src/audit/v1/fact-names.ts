import type { Bilingual } from '../../result-codes/index.ts';
import { type PolicyField, policyFieldNames } from '../../policies/index.ts';

/** What the facts of an audit event are called. What a change is recorded with and has no name here does not compile. */
const names = {
  // of a sign-in
  method: text('Protocol', '协议'), offered: text('Offered protocol', '所用协议'), nasIdentifier: text('NAS-Identifier', 'NAS-Identifier'),
  typedLogin: text('Login name as typed', '输入的登录名'), callingStationId: text('Calling-Station-Id', 'Calling-Station-Id'), firstFactor: text('First factor', '第一因素'), fault: text('Fault', '问题'),
  answerOfRequest: text('Answer of request', '对应请求'), costsTry: text('Costs the token a try', '消耗令牌的尝试次数'), offsetSteps: text('Code off by (steps)', '令牌码偏差（步）'), offsetCodes: text('Codes passed over', '跳过的令牌码个数'),
  drift: text('Drift (steps)', '漂移（步）'), tokens: text('Tokens', '令牌'), factor: text('Factor', '认证要素'), occasion: text('On the occasion of', '场合'), trace: text('Trace', '判定过程'),
  // of a packet, a message
  reason: text('Reason', '原因'), subject: text('Subject', '主题'), messageId: text('Message', '消息'), bytes: text('Bytes', '字节数'), sha256: text('SHA-256', 'SHA-256'),
  // of a change: who, what
  action: text('Action', '操作'), actor: text('By', '操作者'), actorId: text('By (id)', '操作者编号'), agentHostId: text('Agent host (id)', '代理主机编号'),
  id: text('Identifier', '编号'), detail: text('Details', '说明'),
  // of everything in the directory
  name: text('Name', '名称'), description: text('Description', '说明'), siteId: text('Site', '站点'), parentId: text('Site above', '上级站点'), timeZone: text('Time zone', '时区'),
  groupId: text('Group', '组'), enabled: text('Enabled', '启用'), radiusProfileId: text('RADIUS profile', 'RADIUS 配置'), startsAt: text('Starts', '开始日期'), endsAt: text('Ends', '结束日期'),
  kind: text('Kind', '种类'), state: text('State', '状态'), label: text('Label', '名称'),
  // groups and users
  tokenGraceUntil: text('Grace without a token until', '无令牌宽限至'), login: text('Login name', '登录名'), displayName: text('Display name', '显示名'), mobile: text('Mobile', '手机'),
  email: text('Email', '电子邮箱'), passwordSet: text('Password set', '已设口令'), passwordExpiresAt: text('Password expires', '口令到期'), passwordMustChange: text('Password must be changed', '必须修改口令'),
  activeOnAllHosts: text('Active on all agent hosts', '在所有代理主机上激活'), activeOnSiteHosts: text('Active on the site’s agent hosts', '在本站点代理主机上激活'), openedAt: text('Opened', '开户日期'),
  accessTimes: text('Access times', '访问时间'), newPin: text('New PIN allowed', '允许新 PIN码'), nextTokencode: text('Next tokencode allowed', '允许下一令牌码'), sms: text('SMS', '短信'),
  maximumSessions: text('Most online sessions', '最大在线会话数'), identifier: text('Free identifier', '自由标识'), activations: text('Activations ended', '结束的激活'),
  user: text('User', '用户'), userId: text('User (id)', '用户编号'), group: text('Group', '组'), alias: text('Login name here', '在此的登录名'), ownRadiusProfileId: text('RADIUS profile here', '在此的 RADIUS 配置'),
  // tokens
  serial: text('Serial number', '序列号'), algorithm: text('Algorithm', '算法'), hash: text('Hash', '哈希算法'), digits: text('Digits', '位数'), period: text('Period (s)', '周期（秒）'),
  uses: text('Codes', '令牌码个数'), suite: text('OCRA suite', 'OCRA 套件'), lost: text('Lost', '挂失'), oneTime: text('One-time', '一次性'), usePin: text('Use a PIN', '使用 PIN码'),
  allowNextTokencode: text('Allow next tokencode', '允许下一令牌码'), manufacturer: text('Manufacturer', '厂商'), model: text('Model', '型号'), mode: text('Mode', '模式'), pinSet: text('PIN set', '已设 PIN码'),
  failures: text('Failures', '失败次数'), lockedUntil: text('Locked until', '锁定至'), driftSteps: text('Drift (steps)', '漂移（步）'), expiresAt: text('Expires', '到期时间'), codes: text('Codes', '码数'), count: text('Count', '数量'),
  // imports
  imported: text('Imported', '已导入'), assigned: text('Assigned', '已分配'), assign: text('Assign to', '分配给'), read: text('Read well', '可用记录'), refused: text('Refused', '拒绝'), format: text('Format', '格式'),
  partial: text('Good records only', '仅导入可用记录'), created: text('Made', '新建'), updated: text('Changed', '已更改'), unchanged: text('Unchanged', '未变化'), disabled: text('Disabled', '已停用'),
  groupsMade: text('Groups made', '新建的组'), file: text('File', '文件'), existing: text('Users there already', '已存在的用户'), makeGroups: text('Make groups', '新建组'), warnings: text('Warnings', '警告'),
  cancelling: text('Being cancelled', '正在取消'), dryRun: text('Check only', '仅检查'),
  // agent hosts and RADIUS
  addresses: text('Addresses', '地址'), secretVersion: text('Version of the secret', '密钥版本'), requireMessageAuthenticator: text('Message-Authenticator required', '要求 Message-Authenticator'),
  limitProxyState: text('Limit Proxy-State', '限制 Proxy-State'), openToAll: text('Open to all users', '对所有用户开放'), openToSite: text('Open to the site’s users', '对本站点用户开放'),
  loginForm: text('Form of login names', '登录名形式'), nasProfile: text('Kind of device', '设备类型'), failoverGraceSeconds: text('Fail-over grace (s)', '切换宽限（秒）'), limitSessions: text('Limits online sessions', '限制在线会话数'),
  messageAuthenticatorLocked: text('Message-Authenticator for good', '永久要求 Message-Authenticator'), nodeSecretAt: text('Node secret made', '节点密文生成时间'),
  checkAttributes: text('Check attributes', '检查属性'), replyAttributes: text('Reply attributes', '应答属性'), poolId: text('Address pool', '地址池'), ranges: text('Ranges', '地址范围'), leaseMinutes: text('Kept for (minutes)', '保留时间（分钟）'),
  // back ends, synchronisations
  servers: text('Servers', '服务器'), security: text('Encryption', '加密'), ca: text('Certificate authority', '证书颁发机构'), serverTimeoutMs: text('Time limit of a server (ms)', '服务器时限（毫秒）'),
  lookup: text('Finding the user', '查找用户'), bindPasswordSet: text('Password of the service account set', '已设服务账户口令'), bindPasswordChanged: text('Password of the service account changed', '已更改服务账户口令'),
  backEndId: text('Back end', '后端认证'), baseDn: text('Base DN', '基准 DN'), filter: text('Filter', '过滤器'), attributes: text('Attributes', '属性'), missing: text('Who is gone', '已消失的条目'), schedule: text('Schedule', '计划'),
  staticPassword: text('Static password', '静态口令'), passcode: text('Passcode', 'PIN码+令牌码'), order: text('Order', '次序'), withoutToken: text('Users without a token', '无令牌的用户'),
  // administration
  permissions: text('Permissions', '权限'), scope: text('Scope', '范围'), owner: text('Belongs to', '归属'), revokedAt: text('Revoked', '撤销时间'), role: text('Role', '角色'), mustChangePassword: text('Must choose a password', '必须修改密码'),
  administrationAddresses: text('Administration is allowed from', '允许管理的来源'), requireToken: text('Every administrator needs a token', '所有管理员须有令牌'), sessionIdleMinutes: text('Session without a request (minutes)', '会话空闲时限（分钟）'),
  sessionAbsoluteMinutes: text('Longest session (minutes)', '会话最长时间（分钟）'), tokensPerUser: text('Tokens per user', '每用户令牌数'), sessionsPerUser: text('Online sessions per user', '每用户在线会话数'),
  receiver: text('Receiver', '接收方'),
} as const satisfies Readonly<Record<string, Bilingual>>;
export type FactName = keyof typeof names | PolicyField;

/** What a fact is called; undefined for what a device sent under its own name, and for values of a policy, which have their names where policies are. */
export function factName(name: string, language: 'en' | 'zh'): string | undefined {
  const known: Readonly<Record<string, Bilingual>> = names;
  return Object.hasOwn(known, name) ? known[name]?.[language] : undefined;
}

/** Whether the trail's readers have a name for it. */
export const isFactName = (name: string): name is FactName => Object.hasOwn(names, name) || policyFieldNames.some((field) => field === name);

function text(en: string, zh: string): Bilingual {
  return { en, zh };
}
