import type { Language } from './preferred-language.ts';

/**
 * What a refusal says beside its code, in Chinese, by the English it is thrown with; `{}` stands for what differs from
 * time to time. The code keeps one language, and whoever reads it gets their own.
 */
const CHINESE: Readonly<Record<string, string>> = {
  // who may do what
  'It needs the permission {}.': '需要权限 {}。',
  '{} reaches beyond the scope.': '{}超出您的管理范围。',
  'This concerns an administrator of another scope or higher role.': '涉及其他管理范围或更高角色的管理员。',
  'The scope is groups of users, and this belongs to their site.': '您的管理范围为用户组，而此对象属于站点。',
  'Show the own password at /session/confirmation, and repeat this.': '请先在 /session/confirmation 验证自己的密码，然后重试。',
  'This key belongs to a person: use a session, or a key of the installation.': '该密钥属于个人：请使用会话或系统密钥。',
  'The own password is changed with the present one, at /session/password.': '修改自己的口令须提供当前口令（/session/password）。',
  'The key would reach further than its maker.': '密钥的范围不得超出其创建者。',
  'It would allow more than its maker may do.': '密钥的权限不得超出其创建者。',
  'It is for those whose scope is everything.': '仅限管理范围为全部的管理员。',
  'Administrators sign in over HTTPS, or on the server itself.': '管理员须通过HTTPS登录，或在服务器本机登录。',
  'Administration is not allowed from this address.': '不允许从该地址进行管理。',
  'A site at the top is above the scope.': '顶层站点超出管理范围。',
  'The header {} has to be the session\'s `csrf`.': '请求头 {} 必须等于会话的 `csrf`。',
  'A page of another origin asks: by a session, only the pages of this server change anything.': '请求来自其他网站的页面：会话只允许本服务器的页面进行更改。',
  'The rights are fewer than those of the first request with this Idempotency-Key.': '当前权限少于首次使用该 Idempotency-Key 时的权限。',
  'Whoever asked for it may not do this any more.': '发起者已无权执行此操作。',
  'An API key has no session.': 'API密钥没有会话。',
  'Too many wrong API keys came from this address.': '该地址提交了过多错误的API密钥。',
  'Too many sign-ins were tried from this address.': '该地址尝试登录的次数过多。',
  'The issuer is too long for the QR code: {} of its {} characters have room beside the user\'s name and serial number.': '发行方过长，无法放入二维码：除用户名和序列号外，只能容纳其中 {} 个字符（共 {} 个）。',
  // what is not there, or is there already
  'There is no such site.': '没有这个站点。',
  'There is no such group.': '没有这个组。',
  'There is no such group in the user\'s site.': '用户所在站点没有这个组。',
  'There is no such user.': '没有这个用户。',
  'There is no such token.': '没有这个令牌。',
  'There is no such agent host.': '没有这个代理主机。',
  'There is no such site or group.': '没有这个站点或组。',
  'There is no such {}.': '没有此对象（{}）。',
  'It refers to something that does not exist.': '引用的对象不存在。',
  'There is a site with this name here already.': '此处已有同名站点。',
  'The site has a group with this name already.': '该站点已有同名的组。',
  'The site has a user with this login name already; upper and lower case are the same.': '该站点已有此登录名的用户（不区分大小写）。',
  'There is a token with this serial number already.': '已有该序列号的令牌。',
  'Somebody holds this token.': '该令牌已分配给用户。',
  'The site has an agent host with this name already.': '该站点已有同名代理主机。',
  'The user is an administrator already.': '该用户已是管理员。',
  'Another administrator has this login name; over all sites it has to be one person.': '另一管理员已使用此登录名；在所有站点中管理员登录名须唯一。',
  'Such a job is under way already.': '已有此类任务正在进行。',
  'An agent host has this address or range already.': '已有代理主机使用该地址或网段。',
  'An agent host beyond the scope has {} already.': '您管理范围之外的代理主机已使用 {}。',
  'The agent host {} of the site {} has {} already.': '代理主机 {}（站点 {}）已使用 {}。',
  '{} overlaps an address or range of an agent host beyond the scope, whose sign-ins would change hands: it takes somebody who reaches both.': '{} 与您管理范围之外的代理主机的地址或网段重叠，会夺走其认证请求：须由能管理双方的管理员操作。',
  'A token beyond the scope has this serial number already.': '您管理范围之外已有该序列号的令牌。',
  'A token of the site {} has this serial number already.': '站点 {} 已有该序列号的令牌。',
  'There is one with this name or number already.': '名称或编号已被占用。',
  'Several sites have this name: give the path.': '有多个同名站点：请给出完整路径。',
  'Still there: {}.': '仍有：{}。',
  'The user is an administrator: take the role away first.': '该用户是管理员：请先取消其角色。',
  '{} holds it: take it back first.': '{} 持有该令牌：请先收回。',
  '{} holds it.': '{} 持有该令牌。',
  'The user has tokens, whose seeds others may know: name in `keepTokens` those that stay; the others are taken back.': '该用户已有令牌，他人可能知道其种子：请在 `keepTokens` 中列出要保留的令牌，其余将被收回。',
  'The user does not have a token that `keepTokens` names.': '`keepTokens` 中有不属于该用户的令牌。',
  'A user may hold {} tokens.': '每个用户最多可持有 {} 个令牌。',
  // what came between
  'It has version {} by now.': '当前版本为 {}。',
  'Another change came between: try again.': '期间发生了其他更改：请重试。',
  'Other imports bring the same tokens: try again.': '其他导入包含相同的令牌：请重试。',
  'Somebody else made one of these users meanwhile.': '其他人已创建其中的某个用户。',
  'The Idempotency-Key belongs to another request.': '该Idempotency-Key属于另一个请求。',
  'The first request with this Idempotency-Key has made it, but its reply is not there.': '使用该Idempotency-Key的首个请求已完成，但其应答已不存在。',
  'Another request with this Idempotency-Key came between: try again.': '使用该Idempotency-Key的另一请求正在处理：请重试。',
  // what is away or takes too long
  'The database does not answer.': '数据库没有响应。',
  'The database took too long.': '数据库处理超时。',
  'Service {} cannot be reached.': '无法连接服务 {}。',
  'Service {} did not answer in time.': '服务 {} 未在时限内响应。',
  'The state store does not answer: sessions are not known.': '状态存储没有响应：无法识别会话。',
  'The password was changed, but this session could not go on: sign in with the new password.': '密码已更改，但当前会话无法继续：请用新密码重新登录。',
  'The state store does not answer: nobody can sign in.': '状态存储没有响应：暂时无法登录。',
  'The tokencode could not be checked: try again.': '无法验证令牌码：请重试。',
  'Too many connections follow the trail.': '跟踪日志的连接过多。',
  '{} files are arriving: wait until one has arrived.': '正在接收 {} 个文件：请等待其中之一完成。',
  '{} imports are running: wait until one has ended.': '正在进行 {} 个导入：请等待其中之一结束。',
  'Nothing came for {} seconds.': '{} 秒内没有收到数据。',
  'The upload broke off.': '上传中断。',
  // what cannot be
  'No tokencode is asked for now.': '当前不需要输入令牌码。',
  'The tokencode is asked for first.': '请先输入令牌码。',
  'The login name is blank.': '登录名为空白。',
  'The account would end before it starts.': '账户的结束时间早于开始时间。',
  'A session cannot be idle for longer than it lasts.': '会话空闲时限不得超过会话总时限。',
  'The address of this request, {}, is not among them: nobody could undo the change from here.': '其中不包含本次请求的地址 {}：更改后将无法从此处撤销。',
  'Bind a token to the own account first: otherwise nobody could sign in.': '请先为自己的账户绑定令牌，否则将无人能够登录。',
  'A super administrator reaches everywhere: the scope has to be `all`.': '超级管理员管理全部对象：范围必须为 `all`。',
  'The cursor is not one that a page gave.': '分页游标无效。',
  'A value has no meaning to the directory.': '某个取值对目录没有意义。',
  'A value is too long for the directory.': '某个取值过长，目录无法处理。',
  'requireMessageAuthenticator and limitProxyState cannot both be off: answers to this host could be forged (CVE-2024-3596).': 'requireMessageAuthenticator与limitProxyState不能同时关闭：否则发往该主机的应答可被伪造（CVE-2024-3596）。',
  '{} is not an address or a CIDR range.': '{} 不是地址或CIDR网段。',
  '{} is an address inside a range: the range is {}, and this one address alone {}.': '{} 是网段中的地址：整个网段为 {}，仅此一个地址则为 {}。',
  'No packet comes from {}: give the address that the device sends from.': '不会有数据包来自 {}：请填写设备发送数据包所用的地址。',
  '{} is wider than /{}: that takes somebody whose scope is everything.': '{} 的范围超过 /{}：须由管理范围为全部的管理员设置。',
  'The request cannot be written: {}.': '无法生成请求：{}。',
  'Such a card cannot be made.': '无法制作这样的刮刮卡。',
  'Such a token cannot be made: {}.': '无法创建这样的令牌：{}。',
  'The file cannot be read: {}.': '无法读取文件：{}。',
  'The body has to be {}.': '请求体类型必须为 {}。',
  'The body has to be a line of options, a line feed, and the file.': '请求体须为一行选项、一个换行符和文件内容。',
  'The line of options is too long.': '选项行过长。',
  '{} is nested more than {} levels deep.': '{}嵌套超过 {} 层。',
  '{} has a name twice in one object.': '{}的同一对象中有重复的名称。',
  'The body did not arrive in time.': '请求正文未及时到达。',
  'The request has two Host headers.': '请求含有两个 Host 头。',
  '{} is not JSON in UTF-8.': '{} 不是UTF-8编码的JSON。',
  'An import may have {} bytes.': '导入文件最多 {} 字节。',
  'The file would make more than {} groups: is this the right column?': '该文件将创建超过 {} 个组：请确认列是否正确。',
  'The end has passed already.': '结束时间已过，须为将来的时间。',
  'It may be good for {} days at most.': '有效期最多 {} 天。',
  'It needs {} characters.': '至少需要 {} 个字符。',
  'It needs {} of these: small letters, capitals, digits, other characters.': '须包含以下字符中的 {} 类：小写字母、大写字母、数字、其他字符。',
  'It holds the login name.': '包含登录名。',
  'It is the one of now.': '与当前密码相同。',
  'It may have {} characters.': '最多 {} 个字符。',
  'It has to be of letters (a to z) and digits.': '只能使用字母（a至z）和数字。',
  'It has to be of digits alone.': '只能使用数字。',
  'It is a row, such as 1234 or 1111.': '不得为1234或1111这样的连续或重复字符。',
  'It is the one before.': '与上一个相同。',
  // back ends and synchronisation with directories
  '{} of {} users are not in the directory any more. Check the filter and where it searches; run it with “force” if they are to be disabled.': '{} / {} 个用户已不在目录中。请检查筛选条件和搜索位置；若确要停用这些用户，请以“force”运行。',
  'Its back end lies beyond the scope: what is read there, and when, is for those who reach it.': '其后端认证不在管理范围内：从中读取的内容和时间只能由可管理该后端认证者更改。',
  'A certificate cannot be read.': '无法读取证书。',
  'There is no certificate (PEM) in what was given.': '所给内容中没有证书（PEM）。',
  'Without TLS a certificate has no use.': '不使用TLS时无需证书。',
  'A server is named twice.': '同一服务器列出了两次。',
  'Nothing would be asked for: choose at least one part.': '登录时不会要求任何内容：请至少选择一项。',
  'A static password can be optional only in front of a passcode.': '静态口令只有在PIN码+令牌码之前才能设为可选。',
  'There is no passcode to ask for in the second step.': '第二步没有PIN码+令牌码可供输入。',
  'The first step would have no password: choose a back end or require the static password.': '第一步没有口令：请选择后端认证，或要求静态口令。',
  'In two steps nothing stands in front of the passcode: a static password is required there, or not asked for.': '分两步时，PIN码+令牌码之前没有其他内容：静态口令须为必需或不要求。',
  'Who has no token would have nothing to sign in with: choose a back end or require the static password.': '没有令牌的用户将无法登录：请选择后端认证，或要求静态口令。',
  'A service account has a name and a password, or there is none.': '服务账户须同时有名称和口令，或都不填写。',
  'Give the service account\'s password again: it was meant for other servers, or for another name.': '请重新填写服务账户的口令：原口令用于其他服务器或其他名称。',
  'Nothing is searched for: a service account has no use here.': '无需搜索：此处不需要服务账户。',
  'Passwords would go to {} in the clear: choose LDAPS or StartTLS.': '口令将以明文发往 {}：请选择LDAPS或StartTLS。',
  'The filter is not one of LDAP, such as (&(objectClass=person)(uid={login})).': '筛选条件不符合LDAP格式，例如 (&(objectClass=person)(uid={login}))。',
  'The filter is not one of LDAP, such as (objectClass=person).': '筛选条件不符合LDAP格式，例如 (objectClass=person)。',
  'The site has no rule of its own.': '该站点没有自己的规则。',
  '“{}” is neither a name nor an address, with or without a port.': '“{}”不是主机名或地址（可带端口）。',
  // RADIUS profiles
  'The alias is blank.': '别名为空白。',
  'The reply attributes fill {} octets; {} have room.': '应答属性共 {} 字节，最多容纳 {} 字节。',
  '{} attribute {}, {}: {}.': '{} 属性 {}，{}：{}。',
  // fields
  'must be one line of well-formed text': '必须为单行有效文本',
  'must not begin or end with a space': '首尾不得有空格',
  'must not contain invisible characters': '不得包含不可见字符',
  'must not be longer than 256 characters once it is folded': '规范化后不得超过256个字符',
  'must not mix alphabets whose letters look alike': '不得混用字形相近的字母（如拉丁字母与西里尔字母）',
  'The new login name mixes alphabets whose letters look alike.': '新登录名混用了字形相近的字母（如拉丁字母与西里尔字母）。',
  'must not contain a slash': '不得包含斜杠',
  'must be a time of day, such as 02:30': '必须为一天中的时间，例如 02:30',
  'serial and key must be given': '必须指定序列号和种子所在的列',
  'must name each day once': '每天只能列出一次',
  'must not begin and end at the same time': '开始与结束时间不得相同',
  'must be a time zone such as Europe/Berlin': '必须为时区名称，例如 Asia/Shanghai',
  'must be one ETag as a reply gave it, or *': '必须为应答给出的一个ETag，或 *',
  'must be what If-Match says': '必须与If-Match一致',
  'must be 1 to 255 visible ASCII characters': '必须为1至255个可见ASCII字符',
};

interface Pattern {
  readonly matches: RegExp;
  readonly chinese: string;
}

const patterns: readonly Pattern[] = Object.entries(CHINESE).filter(([english]) => english.includes('{}')).map(([english, chinese]) => ({
  matches: new RegExp(`^${english.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('(.*)')}$`, 's'), chinese,
}));

/** A refusal's detail in the reader's language; one that has no Chinese yet stays English. */
export function detailIn(detail: string, language: Language): string {
  if (language === 'en') return detail;
  const whole = Object.hasOwn(CHINESE, detail) ? CHINESE[detail] : undefined;
  if (whole !== undefined) return whole;
  for (const { matches, chinese } of patterns) {
    const values = matches.exec(detail)?.slice(1);
    if (values === undefined) continue;
    let next = 0;
    return chinese.replaceAll('{}', () => values[next++] ?? '');
  }
  return detail;
}
