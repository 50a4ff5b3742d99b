import type { AuditPatternKind } from '@countersign/contracts';

/** What to do about a pattern. */
export const patternHints: Readonly<Record<AuditPatternKind, { readonly en: string; readonly zh: string }>> = {
  'agent-host-refuses-everybody': {
    en: 'Everybody is refused at this agent host and nobody is let in: compare the shared secrets on the device and here; clear the node secret if it has one.',
    zh: '该代理主机上的所有用户均被拒绝：请核对设备与服务器上的共享密钥；如有节点密文，请清理。',
  },
  'retransmissions': {
    en: 'The device asked again although it had been answered: give it more time before it retries, look for a lossy path back to it, or set a failover grace on the agent host.',
    zh: '设备在得到应答后重复请求：请延长设备的重试间隔，检查返回路径是否丢包，或在代理主机上设置故障切换宽限时间。',
  },
  'drift-grows': {
    en: 'The token moves further away with each sign-in: resynchronise it now and replace it soon.',
    zh: '令牌的偏移逐次增大：请立即同步，并尽快更换令牌。',
  },
  'one-address-many-users': {
    en: 'One address tries many users: block it on the device if nobody can account for it.',
    zh: '同一地址尝试了多个用户：若无法解释来源，请在设备上封禁该地址。',
  },
  'one-user-many-addresses': {
    en: 'One user is refused from many addresses: somebody else may be guessing; ask the user.',
    zh: '同一用户在多个地址被拒绝：可能有人在猜测口令，请与用户核实。',
  },
};
