import type { Messages } from '../messages.ts';

export const overview = {
  description: '当前登录情况。',
  lastHour: '最近一小时的登录',
  noSignIns: '最近一小时没有人登录。',
  of: (lines) => `统计最近 ${lines} 次登录。`,
  causes: '拒绝原因',
  noRefusals: '没有被拒绝的登录。',
  services: '服务',
  ready: '目录服务正常。',
  notReady: '目录服务无响应。',
  gateways: (count) => `${count} 个网关有响应。`,
  noGateways: '没有网关响应，任何人都无法登录。',
  drops: '最近丢弃',
  dropped: (packets, lines) => `${packets} 个数据包未得到应答，共 ${lines} 种来源和原因。`,
  noDrops: '近期所有数据包均已应答。',
  begin: '尚未进行任何配置',
  beginHint: '配置向导将引导您从空目录开始，直到第一次登录成功。',
  beginNow: '启动配置向导',
} satisfies Messages['overview'];

export const reports = {
  description: '一段时间内的情况。',
  signIns: '登录趋势',
  results: '登录结果',
  refusedUsers: '被拒绝最多的用户',
  refusedAgentHosts: '拒绝最多的代理主机',
  none: '此时段内没有登录。',
  bucket: '统计单位',
  buckets: { hour: '每小时', day: '每天', week: '每周', month: '每月' },
  accepted: '成功',
  challenged: '质询',
  refused: '被拒绝',
} satisfies Messages['reports'];

export const setup = {
  description: '从空目录到第一次登录成功。',
  steps: { site: '站点', host: '代理主机', user: '用户', token: '令牌', test: '首次登录' },
  siteHint: '用户、令牌和代理主机都归属于站点：公司、办公室或部门。',
  useSite: '使用已有站点',
  newSite: '新建站点',
  hostHint: '将向 Countersign 请求认证的设备。请在设备上填写相同的共享密钥、本服务器地址和端口 1812（UDP）。',
  hostOpen: '对本站点的所有用户开放，以后可再缩小范围。',
  userHint: '第一个登录的人。',
  tokenHint: '用户手机上身份验证器应用的令牌。请用应用扫描二维码，然后继续。',
  tokenMake: '制作令牌',
  testHint: '请输入应用当前显示的令牌码，随后会要求设置新 PIN 码；从下次登录起，在令牌码前加上 PIN 码。',
  finished: '第一次登录成功',
  finishedHint: '接下来：在设备上填写服务器地址和共享密钥，为所有人导入或制作令牌，并任命第二名管理员。',
  secretShown: '此代理主机的共享密钥，仅显示这一次，请复制到设备上。',
  go: '继续',
  existing: '站点',
} satisfies Messages['setup'];
