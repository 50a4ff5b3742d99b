import type { BackEndStep, ServerHealth } from '@countersign/contracts/admin-api';

const states: Record<ServerHealth['state'], string> = { unknown: '尚未询问', answering: '正常应答', failing: '出现故障', 'left-alone': '暂停询问' };
const steps: Record<BackEndStep['step'], string> = { connect: '连接', 'service-account': '服务账户', 'find-user': '查找用户条目', password: '口令' };
const verdicts: Record<BackEndStep['verdict'], string> = {
  passed: '通过', skipped: '无需此步', unreachable: '无法连接', timeout: '未及时应答', 'tls-failed': 'TLS 失败', 'service-refused': '被服务器拒绝',
  'not-understood': '应答无法理解', 'unknown-user': '没有此条目', 'several-users': '存在多个条目', 'wrong-password': '口令错误',
};

export const backEnds = {
  description: '用于验证登录第一口令的目录（LDAP、Active Directory），以及使用它们的站点。',
  servers: '服务器', serversHint: '每行一个：名称或地址，非默认端口时加上端口。按此顺序询问。',
  security: '传输保护',
  securities: { ldaps: 'LDAPS', starttls: 'StartTLS', none: '无（仅限本机）' },
  ca: '证书颁发机构（PEM）', caHint: '留空则使用系统信任的机构。',
  serverTimeoutMs: '单台服务器时限（毫秒）', serverTimeoutHint: '超时后询问下一台。全部服务器的总时限短于设备的等待时间。',
  enabled: '启用', disabled: '已停用',
  lookup: '如何找到条目',
  lookups: { search: '由服务账户查找', name: '登录名是条目名称的一部分' },
  baseDn: '查找位置', filter: '过滤条件', filterHint: '{login} 代表登录名。',
  bindDn: '服务账户', bindDnHint: '留空则匿名查找。',
  bindPassword: '服务账户口令', bindPasswordKeep: '留空则保持不变。更换服务器时须重新输入。',
  template: '名称', templateHint: '例如 uid={login},ou=people,dc=example,dc=com 或 {login}@example.com',
  add: '添加后端认证', edit: '修改后端认证', none: '尚无后端认证：用户仅凭令牌和静态口令登录。',
  deleteQuestion: (name: string) => `删除后端认证 ${name}？`, deleteConsequence: '须没有站点和目录同步使用它。', deleted: '已删除。',
  test: '测试', testTitle: (name: string) => `测试 ${name}`, testRun: '立即测试', testLogin: '登录名', testPassword: '口令',
  testHint: '按已保存的设置逐台测试。填写登录名则查找其条目；再填写口令则一并验证。',
  took: (ms: number) => `${ms} 毫秒`,
  health: '登录时观察到的服务器状态', replica: (number: number) => `副本 ${number}`, noReplica: '没有 auth 副本应答。',
  states, steps, verdicts,
};

export const firstFactors = {
  title: '登录由哪些部分组成',
  description: '规则适用于所在站点及其下级站点。没有规则时：PIN码+令牌码，或按策略使用静态口令。',
  set: '设置规则', edit: '修改规则', none: '没有站点设置规则。', hasOne: '该站点已有规则，请更改该规则',
  parts: '组成部分', order: '顺序', withoutToken: '没有令牌的用户', backEnd: '后端认证',
  noBackEnd: '不使用后端口令',
  staticPassword: '静态口令', statics: { none: '不需要', optional: '可以放在前面', required: '必须' },
  passcode: 'PIN码+令牌码',
  orders: { concatenated: '一次输入', challenge: '分两步输入' },
  orderHint: '一次输入时中间无分隔符，只有令牌码正确才会询问目录：没有令牌的人无法借此锁定目录账户。',
  without: { refuse: '拒绝登录', passwords: '仅凭口令登录' },
  withoutHint: '也可以为组设置宽限期（见“站点和组”）。',
  part: { backEnd: '后端口令', static: '静态口令', optional: '静态口令（可选）', passcode: 'PIN码+令牌码' },
  remove: '移除', removeQuestion: (site: string) => `移除 ${site} 的规则？`, removeConsequence: '该站点将沿用上级站点的规则（如有）。', removed: '已移除。',
  grace: '无令牌宽限期至', graceHint: '在此之前，该组没有令牌的用户可仅凭站点规则中的口令登录。',
};

export const syncs = {
  description: '目录中的人员成为站点的用户。已从目录消失的用户会被禁用，不会被删除。',
  add: '添加目录同步', edit: '修改目录同步', none: '尚无目录同步。',
  backEnd: '后端认证', baseDn: '查找位置', filter: '过滤条件', attributes: '属性',
  attribute: { login: '登录名', id: '不变的标识', displayName: '姓名', mobile: '手机', email: '邮箱', group: '组' },
  attributeHint: '留空则目录不提供此项。', idHint: 'entryUUID；Active Directory 中为 objectGUID',
  groups: '新组', makeGroups: '自动创建尚不存在的组', missing: '已从目录消失的用户', missings: { disable: '禁用', leave: '保持不变' },
  schedule: '自动运行', schedules: { off: '否', hours: '每隔数小时', day: '每天' }, hours: '间隔小时数', at: '时间', atHint: '按站点的时区，如 02:00',
  everyHours: (hours: number) => `每 ${hours} 小时`, everyDay: (at: string) => `每天 ${at}（站点时间）`, next: (what: string, time: string) => `${what}；下次 ${time}`,
  failed: (name: string, time: string) => `目录同步 ${name} 失败（${time}）：站点中的人员仍为此前的数据。`, showFailed: '查看任务',
  users: '用户数', last: '最近一次运行', never: '从未运行', dry: '试运行',
  run: '运行', runTitle: (name: string) => `运行 ${name}`, dryRun: '试运行：仅生成报告', force: '即使超过半数用户将被禁用也继续', started: '已开始。',
  deleteQuestion: (name: string) => `删除目录同步 ${name}？`, deleteConsequence: '由其同步的用户保持不变。', deleted: '已删除。',
};
