import { entry } from './result-code.ts';

/** Results of administration and of the interfaces: 300 to 499. */
export const administrationCodes = {
  'changed': entry(300, ['Changed', '已更改'], ['An administrator changed something.', '管理员进行了更改。'], ['Nothing to do.', '无需处理。']),
  'administrator-signed-in': entry(301, ['Administrator signed in', '管理员登录成功'], ['Name, password and token were right.', '管理员身份验证通过。'], ['Nothing to do.', '无需处理。']),
  'administrator-wrong-password': entry(302, ['Administrator\'s password wrong', '管理员密码不正确'], ['The password was wrong.', '密码错误。'], ['Try again; ask another administrator.', '重试或联系其他管理员。']),
  'token-limit-reached': entry(310, ['Token limit reached', '令牌数量已达上限'], ['The user has as many tokens as allowed.', '用户的令牌数已达上限。'], ['Take one back first.', '先收回一个令牌。']),
  'no-free-token': entry(311, ['No free token', '没有空闲令牌'], ['All tokens are assigned.', '所有令牌均已分配。'], ['Import tokens.', '导入令牌。']),
  'token-assigned': entry(312, ['Token is assigned', '令牌已分配'], ['Somebody has this token.', '该令牌已分配给用户。'], ['Take it back first.', '先收回该令牌。']),
  'token-not-assigned': entry(313, ['Token is not assigned', '令牌未分配'], ['The operation needs an assigned token.', '此操作需要已分配的令牌。'], ['Assign it first.', '先分配该令牌。']),
  'import-refused': entry(320, ['Import refused', '导入被拒绝'], ['The file or some of its records cannot be used.', '文件或其中的记录无法使用。'], ['Read the report; correct the file or its password.', '查看报告，更正文件或密码。']),
  'bad-request': entry(400, ['Bad request', '请求有误'], ['A value is missing or malformed.', '缺少参数或格式不正确。'], ['Correct the value that the message names.', '更正提示所指的参数。']),
  'unauthenticated': entry(401, ['Not signed in', '未登录'], ['No valid API key or session.', '没有有效的API密钥或会话。'], ['Sign in, or use a valid key.', '登录或使用有效密钥。']),
  'forbidden': entry(403, ['Not allowed', '没有权限'], ['The role does not allow this.', '当前角色不允许此操作。'], ['Ask an administrator with the right role.', '联系具有权限的管理员。']),
  'not-found': entry(404, ['Not found', '未找到'], ['There is no such object.', '对象不存在。'], ['Check name or id.', '核对名称或编号。']),
  'already-exists': entry(409, ['Already exists', '已存在'], ['The name or serial is taken.', '名称或序列号已被占用。'], ['Choose another.', '更换名称。']),
  'in-use': entry(410, ['In use', '正在使用'], ['Something else belongs to it or refers to it.', '仍有其他对象属于它或引用它。'], ['Move or delete what the message names first.', '先移走或删除提示所指的对象。']),
  'ambiguous-name': entry(411, ['Name is ambiguous', '名称不唯一'], ['Several objects have this name.', '存在多个同名对象。'], ['Give the full path or the identifier.', '请给出完整路径或编号。']),
  'conflict': entry(412, ['Changed meanwhile', '对象已被修改'], ['Somebody else was faster.', '其他人已先行修改。'], ['Load it again.', '重新加载后再试。']),
  'limit-exceeded': entry(413, ['Limit exceeded', '超出限制'], ['Too large or too many.', '数据过大或数量过多。'], ['Send less at a time.', '分批提交。']),
  'internal-error': entry(450, ['Internal error', '内部错误'], ['Something failed that should not.', '发生了意外错误。'], ['Read the service\'s log.', '查看服务日志。']),
  'unavailable': entry(453, ['Unavailable', '服务不可用'], ['A part of the system does not answer.', '系统的某一部分没有响应。'], ['Check the services\' health.', '检查各服务状态。']),
  'deadline-exceeded': entry(454, ['Took too long', '处理超时'], ['No answer came in time.', '未在时限内得到响应。'], ['Try again; check the load.', '重试并检查负载。']),
  'event-unreadable': entry(460, ['Event cannot be read', '事件无法读取'], ['A message for the audit trail is damaged or of an unknown kind; its digest is on record.', '审计消息已损坏或类型未知，其摘要已记录。'], ['Find out who may publish on the bus; compare the versions of the services.', '检查总线发布权限及各服务版本。']),
} as const;
