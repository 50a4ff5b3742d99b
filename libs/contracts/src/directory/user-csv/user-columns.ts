/** What a column of a file of users may be, and the names under which it is known. */

export const userFields = [
  'login', 'displayName', 'group', 'mobile', 'email', 'identifier', 'enabled', 'startsAt', 'endsAt', 'maximumSessions',
  'activeOnSiteHosts', 'activeOnAllHosts',
] as const;
export type UserField = (typeof userFields)[number];

/** Names of columns without case, blanks and punctuation. */
const NAMES: Readonly<Record<UserField, readonly string[]>> = {
  login: ['login', 'loginname', 'account', 'accountname', 'user', 'userid', 'username', 'userprincipalname', 'upn', 'samaccountname', 'uid', '登录名', '账号', '帐号', '用户名', '用户账号', '用户帐号'],
  displayName: ['displayname', 'name', 'fullname', 'realname', 'cn', '显示名', '显示名称', '姓名', '名称', '用户姓名'],
  group: ['group', 'groupname', 'department', 'team', 'ou', '组', '用户组', '组名', '部门'],
  mobile: ['mobile', 'mobilephone', 'phone', 'phonenumber', 'telephone', 'cell', 'cellphone', '手机', '手机号', '手机号码', '电话'],
  email: ['email', 'emailaddress', 'mail', 'mailbox', '邮箱', '电子邮件', '电子邮箱', '邮件'],
  identifier: ['identifier', 'id', 'employeeid', 'employeenumber', 'staffid', 'personnelnumber', '标识', '标识符', '自由标识', '工号', '员工号'],
  enabled: ['enabled', 'active', 'state', 'status', '启用', '状态', '是否启用'],
  startsAt: ['startsat', 'starts', 'start', 'startdate', 'validfrom', '开始日期', '起始日期', '生效日期', '账户开始日期'],
  endsAt: ['endsat', 'ends', 'end', 'enddate', 'validuntil', 'validto', 'expires', 'expirydate', '结束日期', '终止日期', '失效日期', '账户结束日期'],
  maximumSessions: ['maximumsessions', 'maxsessions', 'sessions', '最大在线会话数', '最大会话数', '最大在线数'],
  activeOnSiteHosts: ['activeonsitehosts', 'activeonthesitesagenthosts', '在本站点代理主机上激活', '站点代理主机'],
  activeOnAllHosts: ['activeonallhosts', 'activeonallagenthosts', '在所有代理主机上激活', '所有代理主机'],
};

const FIELD_OF: ReadonlyMap<string, UserField> = new Map(userFields.flatMap((field) => [field, ...NAMES[field]].map((name) => [bare(name), field])));

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** Which field each column of a header is, by its name; each field once, from the left. */
export function guessUserColumns(header: readonly string[]): Partial<Record<UserField, string>> {
  const found: Partial<Record<UserField, string>> = {};
  for (const name of header) {
    // Some exports say more of a column behind its name: `Email Address [Required]`.
    const field = FIELD_OF.get(bare(name)) ?? FIELD_OF.get(bare(name.replace(/\[[^[\]]*\]\s*$/, '')));
    if (field !== undefined) found[field] ??= name;
  }
  return found;
}

/** Parts of names, and whole names, of columns that hold what nobody else may read. */
const SECRET_PARTS = ['password', 'passwd', 'passwort', 'kennwort', 'passphrase', 'passcode', 'secret', 'seed', '密码', '口令', '密钥', '种子', 'pin码'];
const SECRET_NAMES: ReadonlySet<string> = new Set(['pass', 'pincode']);
/** Words too short to be looked for within others: shipping is none of them. */
const SECRET_WORD = /(?<![a-z])(?:pin|pwd|pw)(?![a-z])/;

/** Whether a column is called like one of passwords, PINs or seeds. Nothing of it is read, and nothing of it is repeated. */
export function isSecretColumn(name: string): boolean {
  const given = bare(name);
  const inWords = name.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ').toLowerCase();
  return SECRET_NAMES.has(given) || SECRET_WORD.test(inWords) || SECRET_PARTS.some((part) => given.includes(part));
}
