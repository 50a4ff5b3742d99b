/** Lists of the directory as CSV: what their columns are called, and what stands in them. */
import type * as adminApi from '@countersign/contracts/admin-api';
import type { Page, PageRequest } from '../postgres/page.ts';
import { type Cell, CSV_BEGIN, csvRow } from './csv.ts';

export type ExportLanguage = 'en' | 'zh';

/** Names of what rows refer to by identifiers. */
export interface Names {
  /** Path of a site, from the top. */
  readonly site: (id: string) => string;
  readonly group: (id: string | null) => string | null;
}

/** A column: its titles, and what a row has in it. */
type Column<Row> = readonly [en: string, zh: string, cell: (row: Row, names: Names) => Cell];

/** The first ones are called as the import of users knows them. */
export const userColumns: readonly Column<adminApi.User>[] = [
  ['login', '登录名', ({ login }) => login],
  ['displayName', '显示名', ({ displayName }) => displayName],
  ['group', '组', ({ groupId }, { group }) => group(groupId)],
  ['mobile', '手机', ({ mobile }) => mobile],
  ['email', '邮箱', ({ email }) => email],
  ['identifier', '自由标识', ({ identifier }) => identifier],
  ['enabled', '启用', ({ enabled }) => enabled],
  ['startsAt', '开始日期', ({ startsAt }) => startsAt],
  ['endsAt', '结束日期', ({ endsAt }) => endsAt],
  ['maximumSessions', '最大在线会话数', ({ maximumSessions }) => maximumSessions],
  ['activeOnSiteHosts', '站点代理主机', ({ activeOnSiteHosts }) => activeOnSiteHosts],
  ['activeOnAllHosts', '所有代理主机', ({ activeOnAllHosts }) => activeOnAllHosts],
  ['site', '站点', ({ siteId }, { site }) => site(siteId)],
  ['openedAt', '开户日期', ({ openedAt }) => openedAt],
  ['passwordSet', '已设静态口令', ({ passwordSet }) => passwordSet],
  ['passwordExpiresAt', '口令到期', ({ passwordExpiresAt }) => passwordExpiresAt],
  ['tokens', '令牌数', ({ tokens }) => tokens],
  ['userId', '用户编号', ({ id }) => id],
];

export const tokenColumns: readonly Column<adminApi.Token>[] = [
  ['serial', '序列号', ({ serial }) => serial],
  ['site', '站点', ({ siteId }, { site }) => site(siteId)],
  ['login', '登录名', ({ assignment }) => assignment?.login ?? null],
  ['assignedAt', '分配时间', ({ assignment }) => assignment?.assignedAt ?? null],
  ['kind', '种类', ({ kind }) => kind],
  ['algorithm', '算法', ({ algorithm }) => algorithm],
  ['hash', '散列', ({ hash }) => hash],
  ['digits', '位数', ({ digits }) => digits],
  ['period', '周期', ({ period }) => period],
  ['startsAt', '开始日期', ({ startsAt }) => startsAt],
  ['endsAt', '结束日期', ({ endsAt }) => endsAt],
  ['enabled', '启用', ({ enabled }) => enabled],
  ['lost', '丢失', ({ lost }) => lost],
  ['oneTime', '一次性', ({ oneTime }) => oneTime],
  ['usePin', '使用PIN码', ({ usePin }) => usePin],
  ['allowNextTokencode', '允许下一令牌码', ({ allowNextTokencode }) => allowNextTokencode],
  ['sms', '短信', ({ sms }) => sms],
  ['manufacturer', '厂商', ({ manufacturer }) => manufacturer],
  ['model', '型号', ({ model }) => model],
  ['importedAt', '导入时间', ({ importedAt }) => importedAt],
  ['tokenId', '令牌编号', ({ id }) => id],
];

export const agentHostColumns: readonly Column<adminApi.AgentHost>[] = [
  ['name', '名称', ({ name }) => name],
  ['site', '站点', ({ siteId }, { site }) => site(siteId)],
  ['address', '主地址', ({ addresses }) => addresses[0]?.address ?? null],
  ['secondaryNodes', '第二节点', ({ addresses }) => addresses.slice(1).map(({ name, address }) => (name === null ? address : `${name}=${address}`)).join(' ')],
  ['requireMessageAuthenticator', '要求Message-Authenticator', ({ requireMessageAuthenticator }) => requireMessageAuthenticator],
  ['newPin', '允许新PIN码', ({ newPin }) => newPin],
  ['nextTokencode', '允许下一令牌码', ({ nextTokencode }) => nextTokencode],
  ['openToAll', '对所有用户开放', ({ openToAll }) => openToAll],
  ['openToSite', '对本站点用户开放', ({ openToSite }) => openToSite],
  ['loginForm', '登录名形式', ({ loginForm }) => loginForm],
  ['nasProfile', 'NAS配置', ({ nasProfile }) => nasProfile],
  ['agentHostId', '代理主机编号', ({ id }) => id],
];

export const unusedTokenColumns: readonly Column<adminApi.UnusedToken>[] = [
  ['serial', '序列号', ({ serial }) => serial],
  ['site', '站点', ({ siteId }, { site }) => site(siteId)],
  ['login', '登录名', ({ login }) => login],
  ['assignedAt', '分配时间', ({ assignedAt }) => assignedAt],
  ['lastSignInAt', '最近登录', ({ lastSignInAt }) => lastSignInAt],
  ['enabled', '启用', ({ enabled }) => enabled],
  ['tokenId', '令牌编号', ({ id }) => id],
  ['userId', '用户编号', ({ userId }) => userId],
];

export const unusedUserColumns: readonly Column<adminApi.UnusedUser>[] = [
  ['login', '登录名', ({ login }) => login],
  ['displayName', '显示名', ({ displayName }) => displayName],
  ['site', '站点', ({ siteId }, { site }) => site(siteId)],
  ['openedAt', '开户日期', ({ openedAt }) => openedAt],
  ['lastSignInAt', '最近登录', ({ lastSignInAt }) => lastSignInAt],
  ['enabled', '启用', ({ enabled }) => enabled],
  ['userId', '用户编号', ({ id }) => id],
];

/** Rows that are asked for at a time. */
const PAGE_ROWS = 1000;

/** A list of any length as CSV, page by page. */
export async function* exportedList<Row>(
  columns: readonly Column<Row>[], language: ExportLanguage, names: () => Promise<Names>, list: (request: PageRequest) => Promise<Page<Row>>,
): AsyncGenerator<string> {
  let page = await list({ limit: PAGE_ROWS }); // before anything is sent: a filter may mean nothing
  const known = await names();
  let begin = CSV_BEGIN + csvRow(columns.map(([en, zh]) => (language === 'zh' ? zh : en)));
  for (;;) {
    yield begin + page.items.map((row) => csvRow(columns.map(([, , cell]) => worded(cell(row, known), language)))).join('');
    begin = '';
    if (page.nextCursor === null) return;
    page = await list({ limit: PAGE_ROWS, cursor: page.nextCursor });
  }
}

function worded(cell: Cell, language: ExportLanguage): Cell {
  if (typeof cell !== 'boolean') return cell;
  if (language === 'zh') return cell ? '是' : '否';
  return cell ? 'yes' : 'no';
}
