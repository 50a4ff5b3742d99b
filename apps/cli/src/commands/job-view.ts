import { setTimeout as sleep } from 'node:timers/promises';
import { describeResult, resultCodes, type ResultCode } from '@countersign/contracts';
import * as adminApi from '@countersign/contracts/admin-api';
import type { SiteTree } from '../admin/site-tree.ts';
import type { Context } from '../context.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { localTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { say, type Language, type Text } from '../output/language.ts';

type Job = adminApi.Job;
type JobWithReport = Awaited<ReturnType<typeof readJob>>;

/** How often a job that is waited for is asked about. */
const ASK_EVERY_MS = 500;

const STATES: Readonly<Record<adminApi.JobState, Text>> = {
  queued: ['waiting', '等待中'], running: ['running', '进行中'], done: ['done', '已完成'], failed: ['failed', '失败'], cancelled: ['cancelled', '已取消'],
};
const KINDS: Readonly<Record<adminApi.JobKind, Text>> = {
  'token-import': ['token import', '导入令牌'], 'user-import': ['user import', '导入用户'], 'ldap-sync': ['directory synchronisation', '目录同步'],
};
const COUNTS: Readonly<Record<adminApi.JobCount, Text>> = {
  read: ['read', '可用记录'], imported: ['imported', '已导入'], assigned: ['assigned', '已分配'], created: ['made', '新建'], updated: ['changed', '已更改'], unchanged: ['unchanged', '未变化'],
  disabled: ['disabled', '已停用'], 'groups-made': ['groups made', '新建的组'], refused: ['refused', '拒绝'], warnings: ['warnings', '警告'],
};

export const stateText = ({ state, cancelling }: Job, language: Language): string => say(cancelling ? ['being cancelled', '正在取消'] : STATES[state], language);
export const kindText = ({ kind, dryRun }: Job, language: Language): string =>
  `${say(KINDS[kind], language)}${dryRun ? say([' (dry run)', '（试运行）'], language) : ''}`;
export const countsText = ({ counts }: Pick<Job, 'counts'>, language: Language): string =>
  adminApi.jobCounts.flatMap((name) => (counts?.[name] === undefined ? [] : [`${say(COUNTS[name], language)} ${counts[name]}`])).join(say([', ', '，'], language));
export function progressText({ done, total, records, endedAt }: Job, language: Language): string {
  if (endedAt !== null || done === 0) return '';
  const share = total === null || total === 0 ? String(done) : `${Math.floor(done / total * 100)} %`;
  return say([`${share}, ${records} records`, `${share}，${records} 条记录`], language);
}

export const readJob = async ({ client }: Context, id: string) => client.call(adminApi.getJob, { id });

/** The job when it has ended. */
export async function waitFor(context: Context, id: string): Promise<JobWithReport> {
  for (;;) {
    const found = await readJob(context, id);
    if (found.job.endedAt !== null) return found;
    await sleep(ASK_EVERY_MS);
  }
}

/** Prints a job with its report, and exits 1 when it has ended without doing all. */
export async function printJob(context: Context, found: JobWithReport, tree: SiteTree): Promise<void> {
  const { job, report } = found;
  const { output, language } = context;
  if (output.json) {
    await output.value(found, '');
  } else {
    await output.record(found, fields(job, tree, language));
    const lines = report?.lines ?? [];
    if (lines.length > 0) await output.text(`\n${output.table<adminApi.JobReportLine>(columns).lines(lines)}`);
  }
  const undone = job.state === 'failed' || job.state === 'cancelled' || (job.counts?.refused ?? 0) > 0;
  if (job.endedAt !== null && undone) context.finish(ExitCode.refused);
}

function fields(job: Job, tree: SiteTree, language: Language): readonly (readonly [Text, string])[] {
  return [
    [labels.kind, kindText(job, language)], [['File or source', '文件或来源'], job.label], [labels.path, job.siteId === null ? '' : tree.pathOf(job.siteId)],
    [labels.state, stateText(job, language)], [['Progress', '进度'], progressText(job, language)], [labels.result, countsText(job, language)],
    ...job.failure === null ? [] : [[labels.reason, failureText(job.failure, language)] as const],
    [['Started by', '发起人'], job.createdBy], [labels.created, localTime(job.createdAt)], [['Ended', '结束时间'], localTime(job.endedAt)],
    ...job.attempt > 1 ? [[['Begun', '开始次数'], String(job.attempt)] as const] : [], [['Dry run', '试运行'], yesOrNo(job.dryRun, language)], [labels.id, job.id],
  ];
}

const isResultCode = (code: string): code is ResultCode => Object.hasOwn(resultCodes, code);

function failureText({ code, detail }: NonNullable<Job['failure']>, language: Language): string {
  const text = isResultCode(code) ? `${describeResult(code, language).text} [${code}]` : code;
  return detail === null ? text : `${text} ${detail}`;
}

const columns = [
  { title: ['Line', '行'] as const, text: ({ line }: adminApi.JobReportLine) => String(line), align: 'right' as const },
  { title: ['Serial or login', '序列号或登录名'] as const, text: ({ subject }: adminApi.JobReportLine) => subject ?? '' },
  { title: ['', ''] as const, text: ({ kind }: adminApi.JobReportLine) => kind },
  { title: labels.reason, text: ({ reason, detail }: adminApi.JobReportLine) => (detail === null ? reason : `${reason}: ${detail}`) },
];
