import { entry } from './result-code.ts';

/** What is wrong between a device and the server: 200 to 299. */
export const agentHostCodes = {
  'unknown-agent-host': entry(200, ['Unknown agent host', '未知的代理主机'], ['No agent host has this source address.', '没有与该源地址对应的代理主机。'], ['Add the agent host, or a secondary node.', '添加代理主机或第二节点。']),
  'address-mismatch': entry(201, ['Source and destination address differ', '源地址与目的地址不一致'], ['The device has several network cards.', '设备有多块网卡。'], ['Name its main address; add a secondary node.', '指定主地址并添加第二节点。']),
  'node-secret-mismatch': entry(202, ['Node secret must be cleared', '清理节点密文'], ['It worked before; a route or switch has changed.', '此前正常，但路由或交换设备已更改。'], ['Clear the node secret.', '清理节点密文。']),
  'shared-secret-suspected': entry(203, ['Shared secret probably wrong', '共享密钥可能不一致'], ['The password decrypts to something that is no text, and nothing proves the secret.', '口令解密后不是文本，且没有任何信息证明共享密钥。'], ['Compare the shared secret on both sides.', '核对双方的共享密钥。']),
  'accounting-recorded': entry(210, ['Accounting recorded', '计费记录已保存'], ['The device reported a session.', '设备上报了会话。'], ['Nothing to do.', '无需处理。']),
  'packet-dropped': entry(211, ['Packet dropped', '数据包被丢弃'], ['A packet failed verification; the reason stands in the detail.', '数据包未通过校验，原因见详情。'], ['See recent drops; compare address, secret and Message-Authenticator setting.', '查看最近丢弃记录，核对地址、密钥和Message-Authenticator设置。']),
} as const;
