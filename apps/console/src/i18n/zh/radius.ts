export const radius = {
  profilesDescription: '设备必须提供的信息以及返回给设备的内容：校验属性、应答属性、地址池。配置可用于代理主机、组、用户，以及某代理主机上的用户；内容不同时，以此顺序中靠后者为准。',
  addProfile: '添加配置', editProfile: '编辑配置', noProfiles: '还没有 RADIUS 配置：接受应答只带提示文字。',
  findProfile: '名称开头……', description: '说明', checks: '校验属性', replies: '应答属性', pool: '地址池', profile: 'RADIUS 配置',
  checksHint: '不符合的请求会在比对口令之前被拒绝。', repliesHint: '除非选择追加，否则本行会取代较一般配置中的同名属性。',
  attribute: '属性', value: '值', check: '条件', append: '追加', addCheck: '添加校验', addReply: '添加应答', fromDevice: '某类设备的示例',
  conditions: { equals: '等于', differs: '不等于', 'begins-with': '开头为', present: '存在', absent: '不存在' },
  deleteProfileQuestion: (name: string) => `删除配置 ${name}？`, deleteProfileConsequence: '只能删除未被任何对象使用的配置。', profileDeleted: '配置已删除',
  poolsDescription: '由配置分配的 IPv4 地址。地址归会话所有，直到计费报告会话结束。',
  addPool: '添加地址池', editPool: '编辑地址池', noPools: '还没有地址池。', ranges: '地址范围', first: '起始地址', last: '结束地址', addRange: '添加范围',
  lease: '等待计费（分钟）', leaseHint: '如果没有计费，地址在此时间后重新空闲。', used: '已使用', size: '地址数',
  deletePoolQuestion: (name: string) => `删除地址池 ${name}？`, deletePoolConsequence: '只能删除未被配置引用的地址池。', poolDeleted: '地址池已删除',
  personal: '别名与配置', personalOf: (login: string) => `${login} 在此代理主机上`, alias: '别名', aliasHint: '仅在此代理主机上使用的另一个登录名。',
  merged: 'RADIUS 应答', mergedOfUser: '此用户在某代理主机上得到的内容，由各处配置合并而成。', mergedOfHost: '某用户在此代理主机上得到的内容，由各处配置合并而成。',
  effective: '用户在此得到的内容', mergeOrder: '按以下顺序合并：代理主机、组、用户、此代理主机上的用户；以靠后者为准。',
  places: { 'agent-host': '代理主机', group: '组', user: '用户', 'user-on-agent-host': '此代理主机上的用户' },
  setup: '设备设置方法', setupFacts: (timeout: number, tries: number) => `超时 ${timeout} 秒，共 ${tries} 次。`,
  noChallenges: '此类设备不能显示质询：请在控制台设置 PIN码。', noAccounting: '此类设备不发送计费：无法限制会话数，也不能使用地址池。',
};

export const sessions = {
  description: '根据设备计费得知的在线用户。“预留”表示已登录但设备尚未报告开始。',
  limit: '每个用户的在线会话数', limitHint: '用于没有单独设置上限的用户，且仅在代理主机启用会话限制时生效。留空表示不限制。',
  none: '没有人在线，或没有设备发送计费。', find: '登录名开头……', states: { reserved: '预留', online: '在线', ended: '已结束' },
  started: '开始时间', updated: '最近上报', address: '地址', station: '来自', received: '接收', sent: '发送', end: '结束',
  endQuestion: (login: string) => `结束 ${login} 的会话？`,
  endConsequence: '其名额和地址在此释放。不会通知设备：如果设备继续上报，会话会重新出现。', endedNow: '会话已结束',
};
