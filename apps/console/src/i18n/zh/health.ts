import type { Messages } from '../messages.ts';

export const health = {
  title: '运行状况',
  states: { working: '正常', slow: '缓慢', partly: '部分正常', 'not-ready': '缺少所需条件', unreachable: '无法连接', unknown: '不清楚' },
  since: (instant) => `自 ${instant} 起`,
  of: (working, all) => `${all} 个中 ${working} 个正常`,
  waiting: (messages, seconds) => `${messages} 条消息等待写入审计记录，最早的已等待 ${seconds} 秒`,
  means: '影响',
  missing: (checks) => `缺少：${checks}`,
  incomplete: '目前只能看到部分运行状况',
  incompleteHint: '服务器目前无法说明其他部分的情况，此处仅显示其公开的自身状况；恢复后各页面会自动继续。',
  partlyMeans: '其余正常的副本继续处理登录；副本减少后，繁忙时应答会变慢。',
  slowMeans: '登录仍有应答，但会变慢；等待时间不足3秒的设备可能放弃。',
  slowRemedy: '检查服务器和数据库的负载；等待写入审计记录的消息会在处理能力恢复后自动写入。',
  parts: {
    'radius-gateway': { name: 'RADIUS 网关', without: '设备得不到任何 RADIUS 应答，无法经由网关登录。', remedy: '启动网关并查看其日志；若其他网关正常，请确认设备也配置了它们的地址。' },
    auth: { name: '认证服务（auth）', without: '任何人都无法登录：网关不作应答，以便设备尝试下一台服务器；本控制台也无法登录、验证密码或任命管理员。', remedy: '启动 auth 并查看其日志；它需要数据库以及 token-admin 在其中建立的视图。' },
    'token-admin': { name: '管理服务（token-admin）', without: '登录不受影响；但无法进行管理，代理主机的更改也不会下发到网关。', remedy: '启动 token-admin 并查看其日志；没有数据库时它会拒绝所有请求。' },
    audit: { name: '审计服务（audit）', without: '登录不受影响且均有记录，事件暂存在消息流中；在恢复之前，认证日志、日志转发和报告不再更新。', remedy: '启动 audit 并查看其日志；暂存的事件会自动写入，不会丢失。' },
    postgresql: { name: 'PostgreSQL', without: '任何人都无法登录，也无法进行管理：每个应答在发出之前都要先写入数据库。', remedy: '启动数据库或切换到备库，检查磁盘空间和连接数；各服务会自动重新连接。' },
    nats: { name: 'NATS', without: '任何人都无法登录设备或本控制台：网关和管理服务无法联系 auth。事件暂存在数据库中，不会丢失。', remedy: '启动 NATS 服务器，检查各服务的地址和密钥；各服务会自动重新连接。' },
    'state-store': { name: '状态存储（Redis）', without: '使用 PIN码+令牌码或口令的登录不受影响；需要追问的登录（设置新 PIN码、下一个令牌码、先输口令）会被拒绝，管理员也无法登录或继续使用本控制台。', remedy: '启动 Redis，检查 auth 和 token-admin 设置中的地址和密码；被追问的用户需重新登录。' },
  },
  ownStateStore: {
    name: '状态存储（本进程内）', without: '需要追问的登录（设置新 PIN码、下一个令牌码、先输口令）会被拒绝，管理员也无法登录或继续使用本控制台。', remedy: '查看服务器日志并重新启动；被追问的用户需重新登录。',
  },
  checks: {
    database: '数据库', 'directory-views': '目录视图', outbox: '事件到消息流的通道', 'state-store': '状态存储', nats: 'NATS',
    'agent-hosts': '代理主机列表', auth: '认证服务', stream: '事件消息流', 'first-factors': '站点规则',
  },
} satisfies Messages['health'];
