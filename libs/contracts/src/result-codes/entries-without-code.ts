import type { Bilingual } from './result-code.ts';

/** Troubles that no log line names. */
export const entriesWithoutCode: readonly { readonly symptom: Bilingual; readonly cause: Bilingual; readonly remedy: Bilingual }[] = [
  {
    symptom: { en: 'No log line for a sign-in at all', zh: '登录没有任何日志' },
    cause: { en: 'The packet did not arrive, or came from an address that no agent host has.', zh: '数据包未到达，或来自未登记的地址。' },
    remedy: { en: 'Check reachability, then the list of recent drops.', zh: '检查网络可达性，并查看最近丢弃记录。' },
  },
  {
    symptom: { en: 'All users of one agent host are refused', zh: '某代理主机的所有用户均被拒绝' },
    cause: { en: 'The shared secrets differ, or the node secret is stale.', zh: '共享密钥不一致，或节点密文已失效。' },
    remedy: { en: 'Compare the secrets; clear the node secret.', zh: '核对共享密钥，清理节点密文。' },
  },
];
