import type { Messages } from '../messages.ts';

export const app = {
  name: 'Countersign',
  subtitle: '管理控制台',
  skipToContent: '跳到正文',
  loading: '正在加载……',
  menu: '菜单',
  language: '语言',
  light: '浅色',
  dark: '深色',
  likeSystem: '跟随系统',
  appearance: '外观',
  account: '我的账户',
  signOut: '退出登录',
  notFound: '页面不存在',
  notFoundHint: '地址可能有误，或其内容已被删除。',
  forbiddenPage: '当前角色不能使用此页面',
  forbiddenHint: '如需使用，请由超级管理员或站点管理员为您更换角色。',
  outsideScopePage: '当前管理范围不包含此页面',
  outsideScopeHint: '此页面显示属于站点的内容，而您的管理范围为用户组。如需使用，请由超级管理员或站点管理员扩大您的管理范围。',
  toOverview: '返回概览',
  crashed: '页面出错',
  crashedHint: '请重新加载。若仍然出错，请将刚才的操作告知服务器管理员。',
  reloadPage: '重新加载',
} satisfies Messages['app'];

export const navigation = {
  overview: '概览',
  setup: '配置向导',
  directory: '目录',
  sites: '站点与组',
  users: '用户',
  tokens: '令牌',
  tokenImport: '导入令牌',
  userImport: '导入用户',
  agentHosts: '代理主机',
  radiusProfiles: 'RADIUS 配置',
  addressPools: '地址池',
  sessions: '在线会话',
  backEnds: '后端认证',
  directorySyncs: '目录同步',
  troubleshooting: '登录',
  log: '认证日志',
  drops: '最近丢弃',
  reports: '报告',
  test: '本地测试',
  administration: '系统管理',
  policies: '策略',
  administrators: '管理员',
  apiKeys: 'API 密钥',
  jobs: '任务',
  settings: '设置',
  forwarding: '日志转发',
} satisfies Messages['navigation'];

export const words = {
  yes: '是', no: '否', on: '开', off: '关', none: '无', all: '全部', any: '不限', optional: '可选', never: '从未', unknown: '未知',
  name: '名称', site: '站点', group: '组', user: '用户', token: '令牌', agentHost: '代理主机', address: '地址', state: '状态', time: '时间',
  enabled: '启用', disabled: '禁用', created: '创建时间', expires: '到期时间', actions: '操作', details: '详情', result: '结果',
  start: '开始', end: '结束', through: (day) => `有效至 ${day}`, endHint: '自该时刻起失效：填 00:00 即有效至前一天。', from: '从', to: '至', cause: '原因', remedy: '处理办法', code: '代码',
  allSites: '所有站点', everywhere: '全部范围', topLevel: '顶级', language: '语言',
} satisfies Messages['words'];

export const actions = {
  add: '添加', save: '保存', cancel: '取消', close: '关闭', delete: '删除', edit: '编辑', rename: '重命名', search: '搜索', reset: '重置',
  reload: '刷新', next: '下一步', back: '上一步', retry: '重试', copy: '复制', copied: '已复制', exportCsv: '导出 CSV', remove: '移除',
  discardTitle: '放弃已输入的内容？', discard: '放弃', keepEditing: '继续编辑',
  leaveSecretTitle: '离开后将无法再次查看此处显示的内容。仍要离开？', leave: '离开', stay: '留在此页',
  enable: '启用', disable: '禁用', done: '完成', show: '查看', download: '下载', skip: '跳过',
} satisfies Messages['actions'];

export const list = {
  empty: '暂无数据',
  noMatch: '没有符合筛选条件的记录',
  clearFilters: '清除筛选条件',
  previousPage: '上一页',
  nextPage: '下一页',
  page: (page) => `第 ${page} 页`,
  exporting: (rows) => `已读取 ${rows} 行……`,
  exported: (rows) => `已导出 ${rows} 行`,
  sort: '排序',
} satisfies Messages['list'];

export const problems = {
  title: '操作未完成',
  overtaken: {
    elsewhere: '他人修改了此表单之外的内容。',
    changed: (fields) => `他人已修改：${fields}。`,
    kept: (fields) => `您也修改了${fields}：已保留您输入的内容。`,
    saveAgain: '其余内容已更新为新值。再次保存即可保留您的输入。',
  },
  changedMeanwhile: '该对象已被他人修改。请重新加载后再试。',
  tooLate: { title: '未及时收到应答', text: '服务器响应过慢。若正在进行更改，重试前请先确认更改是否已经生效。' },
  unreachable: { title: '服务器没有响应', text: '请检查本机网络连接。若网络正常，可能是服务器或其前端代理已停止运行。' },
  throttled: (seconds) => `请在 ${seconds} 秒后重试。`,
  saved: '已保存',
  tooShort: (characters) => `至少 ${characters} 个字符`,
  tooLong: (characters) => `最多 ${characters} 个字符`,
  insideRange: (range, address) => `这是网段中的一个地址：整个网段请写 ${range}，仅此地址请写 ${address}。`,
  fieldsWrong: '部分内容无法使用',
} satisfies Messages['problems'];

export const validation = {
  required: '请填写',
  'must be one line of well-formed text': '只能为一行文字，不含控制字符',
  'must not begin or end with a space': '首尾不能有空格',
  'must not be blank': '不能为空白',
  'must not contain a slash': '名称中不能有斜杠',
  'must not contain invisible characters': '不能包含不可见字符',
  'must not be longer than 256 characters once it is folded': '过长：规范化后超过256个字符',
  'must not mix alphabets whose letters look alike': '不能混用字形相近的字母，如拉丁字母与西里尔字母',
  'must be an address or a range': '请输入地址（如 192.0.2.10）或网段（如 192.0.2.0/24）',
} satisfies Messages['validation'];

export const warnings = {
  'one-administrator': { text: '只有一名超级管理员。其密码或令牌一旦丢失，将无人能够协助。', help: '再任命一名' },
  'second-administrator-idle': { text: '其他超级管理员已三个月未登录，其令牌可能已不同步。', help: '查看管理员' },
  'no-token': { text: '您目前仅凭密码登录。', help: '绑定令牌' },
  'token-not-proved': { text: '您的令牌尚未验证：下次登录需输入其令牌码，但至今没有输入过正确的令牌码。', help: '验证令牌' },
} satisfies Messages['warnings'];
