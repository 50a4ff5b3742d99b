import { entry } from './result-code.ts';

/** What is wrong between a device and the server: 200 to 299. */
export const agentHostCodes = {
  'unknown-agent-host': entry(200, ['Unknown agent host', '未知的代理主机'], ['No agent host has this source address.', '没有与该源地址对应的代理主机。'], ['Add the agent host, or a secondary node.', '添加代理主机或第二节点。']),
  'address-mismatch': entry(201, ['Source and destination address differ', '源地址与目的地址不一致'], ['The device has several network cards.', '设备有多块网卡。'], ['Name its main address; add a secondary node.', '指定主地址并添加第二节点。']),
  'node-secret-mismatch': entry(202, ['Node secret must be cleared', '清理节点密文'], ['It worked before; a route or switch has changed.', '此前正常，但路由或交换设备已更改。'], ['Clear the node secret.', '清理节点密文。']),
  'shared-secret-suspected': entry(203, ['Shared secret probably wrong', '共享密钥可能不一致'], ['The password decrypts to something that is no text, and nothing proves the secret.', '口令解密后不是文本，且没有任何信息证明共享密钥。'], ['Compare the shared secret on both sides.', '核对双方的共享密钥。']),
  'accounting-recorded': entry(210, ['Accounting recorded', '计费记录已保存'], ['The device reported a session.', '设备上报了会话。'], ['Nothing to do.', '无需处理。']),
  'session-ended': entry(215, ['Session ended', '会话已结束'], ['An administrator ended it, or the device was silent for too long.', '管理员结束了会话，或设备长时间没有上报。'], ['Nothing to do; a session that the device goes on reporting is back.', '无需处理；如果设备继续上报，会话会重新出现。']),
  'packet-dropped': entry(211, ['Packet dropped', '数据包被丢弃'], ['A packet failed verification; the reason stands in the detail.', '数据包未通过校验，原因见详情。'], ['See recent drops; compare address, secret and Message-Authenticator setting.', '查看最近丢弃记录，核对地址、密钥和Message-Authenticator设置。']),
  'message-authenticator-missing': entry(212, ['Message-Authenticator missing', '缺少Message-Authenticator'], ['The device sends none, and the agent host requires it: nobody can sign in there.', '设备未发送该属性，而代理主机要求必须携带，因此无人能够登录。'], ['Switch it on at the device, or stop requiring it.', '在设备上启用该属性，或取消此要求。']),
  'message-authenticator-not-seen': entry(213, ['Message-Authenticator not seen long enough', '尚未确认设备发送Message-Authenticator'], ['It can be required of a device that sends it, and of which no packet came without it within the last day.', '只有当设备发送该属性，且最近一天内没有不携带它的数据包时，才能设为必须。'], ['Switch it on at the device, and wait for a day.', '在设备上启用该属性，并等待一天。']),
  'message-authenticator-locked': entry(214, ['Message-Authenticator stays required', 'Message-Authenticator不能取消'], ['The device was seen to send it; without it answers could be forged (CVE-2024-3596).', '该设备已确认能够发送此属性；取消后应答可能被伪造（CVE-2024-3596）。'], ['For another device, give a new shared secret in the same change.', '若已更换设备，请在同一次修改中设置新的共享密钥。']),
} as const;
