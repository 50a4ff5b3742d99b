import type { Bilingual } from '../../result-codes/index.ts';

/** What lies behind a packet that got no answer, and what to do about it. */
export interface DropExplanation {
  readonly cause: Bilingual;
  readonly remedy: Bilingual;
  /** `add-agent-host`: the sender may be a device that nobody has entered yet; `compare-secrets`: on its agent host's page. */
  readonly action: 'add-agent-host' | 'compare-secrets' | 'allow-without-message-authenticator' | null;
}

const explain = (cause: readonly [en: string, zh: string], remedy: readonly [en: string, zh: string], action: DropExplanation['action'] = null): DropExplanation =>
  ({ cause: { en: cause[0], zh: cause[1] }, remedy: { en: remedy[0], zh: remedy[1] }, action });

const unknownSource = explain(
  ['No agent host has this address: nobody has entered the device, it sends from another of its addresses, or something in between changes the address.', '没有任何代理主机使用该地址：设备尚未登记、设备使用了另一块网卡的地址，或中间设备改写了源地址。'],
  ['Add the device as an agent host; if it is there already, add this address to it as a secondary node, or let the device send from its main address.', '将该设备添加为代理主机；若已登记，请将该地址添加为其第二节点，或让设备使用主地址发送。'],
  'add-agent-host');
const secretsDiffer = explain(
  ['What proves that the sender knows the shared secret is wrong: the secrets on the device and here differ, the address counts for another agent host than you think, or the packet was changed on its way.', '用于证明发送方掌握共享密钥的校验不通过：设备与服务器上的共享密钥不一致，该地址归属于另一代理主机，或报文在途中被改动。'],
  ['See whether the agent host named here is the device: of overlapping ranges the longest prefix counts, and another host may have a narrower one with this address. If it is, enter the same shared secret on both sides; mind blanks and capitals.', '先核对此处的代理主机是否就是该设备：网段重叠时最长前缀优先，另一代理主机可能以更小的网段包含该地址。若无误，请在两侧填写相同的共享密钥，注意空格与大小写。'], 'compare-secrets');
const notProtected = explain(
  ['The agent host requires Message-Authenticator and the device does not send it (CVE-2024-3596).', '该代理主机要求Message-Authenticator，而设备未发送（CVE-2024-3596）。'],
  ['Switch it on at the device, or update the device; only where neither is possible, stop requiring it for this agent host.', '在设备上启用该属性或升级设备；仅在两者都不可行时，才对该代理主机取消此要求。'], 'allow-without-message-authenticator');
const secretChanged = explain(
  ['The shared secret of this agent host was changed a moment ago and one gateway did not know it yet.', '该代理主机的共享密钥刚刚更改，某个网关尚未获知。'],
  ['Nothing to do: the device asks again. If it goes on, look at the state of the bus.', '无需处理，设备会自动重试；若持续出现，请检查消息总线状态。']);
const malformed = explain(
  ['What arrived is no RADIUS packet that may be answered (RFC 2865): a fault of the device, another protocol on this port, or a scan.', '收到的不是可应答的RADIUS报文（RFC 2865）：设备故障、其他协议占用此端口，或端口扫描。'],
  ['Compare protocol and port on the device; update its software. From addresses of strangers it can be ignored.', '核对设备上的协议与端口并升级其软件；来自陌生地址的此类报文可以忽略。']);
const wrongPort = explain(
  ['A good packet came to the wrong port: accounting to the port for sign-ins, or the other way round.', '报文正确但端口错误：记账报文发到了认证端口，或相反。'],
  ['Sign-ins go to port 1812, accounting to port 1813, unless other ports were configured.', '认证使用1812端口，记账使用1813端口（如未另行配置）。']);
const underWay = explain(
  ['A copy of this request is being decided; the answer goes to the first one.', '同一请求正在处理，应答将发给先到的那一份。'],
  ['Nothing to do. If it is frequent, let the device wait longer before it asks again.', '无需处理；若频繁出现，请延长设备的重试间隔。']);
const tooBusy = explain(
  ['The server could not decide in time: it is overloaded, or the service for decisions or its database does not answer.', '服务器未能及时作出决定：负载过高，或认证服务及其数据库没有响应。'],
  ['Look at the state of the services on the overview; the device asks again by itself.', '请在概览页查看各服务状态；设备会自动重试。']);
const notInDirectory = explain(
  ['The gateway still knows an agent host that the directory has not any more.', '网关仍保留着目录中已删除的代理主机。'],
  ['If it should exist, add it again; otherwise take this server off the device.', '如需使用请重新添加；否则请在设备上移除本服务器。'], 'add-agent-host');
const secretUnusable = explain(
  ['The gateway cannot open the stored secret of this agent host: its keys are not those of the directory.', '网关无法解开该代理主机的密钥：其密钥文件与目录服务不一致。'],
  ['Give all services keys of the same keyring; enter the secret anew.', '为各服务配置同一密钥环，并重新填写共享密钥。'], 'compare-secrets');
const unknown = explain(
  ['The packet could not be answered; the reason is named beside it.', '报文无法应答，原因名称列于旁边。'],
  ['Look for the reason in the documentation of the gateway.', '请在网关文档中查找该原因。']);

const byReason: Readonly<Record<string, DropExplanation>> = {
  'unknown-source': unknownSource,
  'message-authenticator-wrong': secretsDiffer, 'request-authenticator-wrong': secretsDiffer, 'shared-secret-suspected': secretsDiffer,
  'message-authenticator-missing': notProtected, 'proxy-state-without-message-authenticator': notProtected,
  'status-server-without-message-authenticator': notProtected, 'eap-message-without-message-authenticator': notProtected,
  'stale-secret': secretChanged, 'secret-unusable': secretUnusable, 'unknown-agent-host': notInDirectory,
  'code-not-served-on-this-port': wrongPort,
  'challenge-being-answered': underWay, 'password-being-checked': underWay, 'password-changed': underWay,
  'no-answer-from-auth': tooBusy, 'auth-not-ready': tooBusy, 'password-queue-full': tooBusy, overloaded: tooBusy,
  'decided-too-late': tooBusy,
};
const malformedReasons: ReadonlySet<string> = new Set([
  'source-port-zero', 'not-a-request', 'too-short', 'too-long', 'length-too-small', 'length-mismatch', 'unknown-code', 'attribute-type-zero', 'attribute-length-invalid',
  'attribute-overruns', 'too-many-attributes', 'message-authenticator-repeated', 'message-authenticator-length-invalid', 'several-passwords', 'eap-message-with-password',
]);

/** What a drop's reason means. A reason of another version of the gateway is named and not explained. */
export function explainDrop(reason: string): DropExplanation {
  return (Object.hasOwn(byReason, reason) ? byReason[reason] : undefined) ?? (malformedReasons.has(reason) ? malformed : unknown);
}
