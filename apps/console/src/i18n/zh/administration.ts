import type { Messages } from '../messages.ts';

export const roles = {
  'super-administrator': { name: '超级管理员', does: '拥有全部权限。' },
  'site-administrator': { name: '站点管理员', does: '管理范围内的全部操作；不能更改系统设置。' },
  'token-administrator': { name: '令牌管理员', does: '导入、分配和维护令牌。' },
  'help-desk': { name: '服务台', does: '解锁用户，重置 PIN 码和口令，同步令牌。' },
  auditor: { name: '审计员', does: '可查看全部内容，不能更改。' },
} satisfies Messages['roles'];

export const permissions = {
  'directory.read': '查看目录', 'sites.write': '更改站点', 'groups.write': '更改组', 'users.write': '更改用户',
  'users.unlock': '解锁用户', 'users.password': '设置静态口令', 'tokens.write': '更改令牌', 'tokens.assign': '分配令牌',
  'tokens.pin': '设置 PIN 码和模式', 'tokens.sync': '同步令牌', 'tokens.import': '导入令牌', 'tokens.bypass': '发放临时码',
  'agent-hosts.write': '更改代理主机', 'radius-profiles.write': '更改 RADIUS 配置', 'policies.read': '查看策略',
  'policies.write': '更改策略', 'administrators.read': '查看管理员', 'administrators.write': '任命管理员',
  'api-keys.write': '制作 API 密钥', 'audit.read': '查看日志', 'audit.export': '导出日志', 'audit.verify': '校验日志',
  'audit.administer': '转发日志', 'reports.read': '查看报告', 'drops.read': '查看最近丢弃', 'sessions.read': '查看会话',
  'sessions.end': '结束会话', 'jobs.read': '查看任务', 'jobs.cancel': '取消任务', 'back-ends.write': '更改后端',
  'radius.test': '测试登录', 'settings.read': '查看设置', 'settings.write': '更改设置', 'health.read': '查看各部分运行状况',
} satisfies Messages['permissions'];

export const scopes = {
  label: '管理范围',
  kinds: { all: '全部', sites: '站点及其下级', groups: '用户组' },
  sites: '站点',
  groups: '组',
} satisfies Messages['scopes'];

export const administrators = {
  description: '具有角色的用户。请至少保留两名超级管理员，并为每人绑定令牌。',
  add: '任命管理员',
  edit: '更改角色或范围',
  user: '用户',
  userHint: '若尚无该用户，请先添加。',
  role: '角色',
  lastSignIn: '上次登录',
  tokens: '令牌数',
  password: '首次登录密码',
  passwordHint: '至少 12 个字符，首次登录时须更换。若该用户已有密码可留空。',
  mustChange: '须设置新密码',
  endSessions: '在所有位置退出',
  endSessionsQuestion: (login) => `结束 ${login} 的全部会话？`,
  sessionsEnded: '全部会话已结束',
  remove: '取消角色',
  removeQuestion: (login) => `取消 ${login} 的角色？`,
  removeConsequence: '其会话将结束。用户保留，仍可在代理主机上登录。',
  removed: '角色已取消',
  none: '您的管理范围内没有管理员。',
} satisfies Messages['administrators'];

export const apiKeys = {
  description: '供脚本和其他系统使用。密钥的权限不超过其制作者，仅显示一次。',
  add: '制作 API 密钥',
  expiresAt: '到期时间',
  expiresHint: '不设日期则在撤销之前一直有效。',
  lastUsed: '上次使用',
  createdBy: '制作者',
  permissions: '权限',
  permissionsHint: '留空表示与您的权限相同。',
  everything: '全部',
  active: '有效',
  revoked: '已撤销',
  expired: '已过期',
  revoke: '撤销',
  revokeQuestion: (name) => `撤销密钥“${name}”？`,
  revokeConsequence: '使用它的程序将立即被拒绝，且无法恢复。记录保留。',
  revokedNow: '密钥已撤销',
  made: 'API 密钥已制作',
  once: '请立即复制，仅显示这一次。',
  none: '没有 API 密钥。',
} satisfies Messages['apiKeys'];

export const settings = {
  description: '适用于整个系统，更改从下一个请求起生效。',
  access: '管理访问',
  addresses: '允许管理的来源地址',
  addressesHint: '地址或网段，每行一个。留空表示不限。会将您自己拒之门外的更改不会生效。',
  requireToken: '所有管理员都必须使用令牌',
  requireTokenHint: '否则有令牌的管理员使用令牌登录，其他人仅凭密码登录。',
  idle: '无请求多久后结束会话（分钟）',
  absolute: '会话最长时间（分钟）',
  tokens: '令牌',
  tokensPerUser: '每个用户最多持有的令牌数',
} satisfies Messages['settings'];

export const forwarding = {
  description: '将日志的每一行以 syslog（RFC 5424）发送到您的接收服务器。未经接收方确认的内容会保留并重发。',
  off: '未转发日志。',
  offHint: '日志仍保存在本系统中。',
  begin: '转发日志',
  change: '更改接收服务器',
  stop: '停止转发',
  stopQuestion: '停止转发？',
  stopConsequence: '接收服务器将不再收到日志，本系统中的日志不受影响。',
  stopped: '已停止转发',
  waiting: (lines) => `${lines} 行等待发送。`,
  waitingHint: '若一分钟后数字仍未减少，则接收服务器没有响应：请检查其地址、端口和证书。',
  upToDate: '接收服务器已收到全部日志。',
  receiver: '接收服务器',
  host: '主机名或地址',
  port: '端口',
  transport: '传输方式',
  transports: { tls: 'TLS 加密（RFC 5425）', tcp: 'TCP，不加密（RFC 6587）' },
  transportHint: '不使用 TLS 时，途中任何人都能看到谁在何处登录。',
  authority: '证书颁发机构',
  authorityHint: 'PEM 格式。仅当接收服务器的证书不是由公共机构签发时填写。',
  publicAuthority: '公共机构',
  ownAuthority: '自有机构',
  facility: '设施（facility）',
  forwarded: '已发送到第几行',
  from: '起始位置',
  begins: { next: '从下一行起', everything: '全部日志', 'go-on': '从上次的位置继续' },
} satisfies Messages['forwarding'];
