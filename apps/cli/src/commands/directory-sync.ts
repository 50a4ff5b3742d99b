import * as adminApi from '@countersign/contracts/admin-api';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { localTime, shortTime } from '../output/instant.ts';
import { labels, yesOrNo } from '../output/labels.ts';
import { say, type Language } from '../output/language.ts';
import { define, family, SITE } from './define.ts';
import { addDirectorySyncSettings } from './directory-sync-settings.ts';
import { printJob, waitFor } from './job-view.ts';

interface InSite {
  readonly site?: string;
}

/** `directory-sync list|show|add|set|remove|run`. */
export function addDirectorySyncCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const sync = family(program, 'directory-sync', 'synchronisations: people of an LDAP directory become users of a site');

  define(sync, 'list', 'list the synchronisations', 'directory-sync list --site Lab')
    .option('--site <site>', 'only those of this site')
    .action(async ({ site }: InSite) => {
      const tree = await context.directory.sites();
      await output.list(context.client.pages(adminApi.listDirectorySyncs, { site: await context.directory.siteId(site) }), [
        { title: labels.name, text: ({ name }) => name },
        { title: labels.path, text: ({ siteId }) => tree.pathOf(siteId) },
        { title: SCHEDULE, text: ({ schedule }) => scheduleText(schedule, language) },
        { title: NEXT, text: ({ nextRunAt }) => shortTime(nextRunAt) },
        { title: labels.users, text: ({ users }) => String(users), align: 'right' },
        { title: LAST, text: ({ lastJob }) => (lastJob === null ? '' : `${lastJob.state} ${shortTime(lastJob.createdAt)}`) },
      ], ['No synchronisations.', '没有目录同步。']);
    });

  define(sync, 'show <name>', 'show one synchronisation', 'directory-sync show people').option(...SITE)
    .action(async (name: string, { site }: InSite) => { await show(await context.directory.directorySync(name, site)); });

  addDirectorySyncSettings(sync, context, show);

  define(sync, 'remove <name>', 'delete a synchronisation; the users that came from it stay', 'directory-sync remove people').option(...SITE)
    .action(async (name: string, { site }: InSite) => {
      const { id } = await context.directory.directorySync(name, site);
      await output.done(await context.client.call(adminApi.deleteDirectorySync, { id }), [`Synchronisation ${name} is deleted.`, `目录同步 ${name} 已删除。`]);
    });

  define(
    sync, 'run <name>', 'run a synchronisation and wait for the report: all of it or nothing; exits 1 when it did not do all', 'directory-sync run people --dry-run', 'directory-sync run people',
  ).option(...SITE)
    .option('--dry-run', 'report what would happen, keep nothing')
    .option('--force', 'also where it would disable five users or more, and more than half of all')
    .option('--background', 'do not wait: print the job, which goes on')
    .action(async (name: string, { site, dryRun, force, background }: InSite & { dryRun?: true; force?: true; background?: true }) => {
      const { id } = await context.directory.directorySync(name, site);
      const job = await context.client.call(adminApi.runDirectorySync, { id, body: { dryRun: dryRun === true, force: force === true } });
      await printJob(context, background === true ? { job, report: null } : await waitFor(context, job.id), await context.directory.sites());
    });

  async function show(found: adminApi.DirectorySync): Promise<void> {
    const tree = await context.directory.sites();
    const { name: backEnd } = output.json ? { name: '' } : await context.client.call(adminApi.getBackEnd, { id: found.backEndId });
    const attributes = Object.entries(found.attributes).filter(([, attribute]) => attribute !== null).map(([field, attribute]) => `${field}=${attribute}`);
    await output.record(found, [
      [labels.name, found.name], [labels.path, tree.pathOf(found.siteId)], [['Back end', '后端认证'], backEnd], [['Base', '起点'], found.baseDn], [['Filter', '过滤器'], found.filter],
      [['Attributes', '属性'], attributes.join(', ')], [['Makes groups', '新建组'], yesOrNo(found.makeGroups, language)],
      [['Whose entry is gone', '条目消失的用户'], say(found.missing === 'disable' ? ['disabled', '停用'] : ['left alone', '保留'], language)],
      [SCHEDULE, scheduleText(found.schedule, language)], [NEXT, localTime(found.nextRunAt)], [labels.users, String(found.users)],
      [LAST, found.lastJob === null ? '' : `${found.lastJob.state} ${localTime(found.lastJob.createdAt)} ${found.lastJob.id}`], [labels.id, found.id],
    ]);
  }
}

const SCHEDULE = ['Schedule', '计划'] as const;
const NEXT = ['Next run', '下次运行'] as const;
const LAST = ['Last job', '最近任务'] as const;

function scheduleText(schedule: adminApi.SyncSchedule | null, language: Language): string {
  if (schedule === null) return say(['by hand', '手动'], language);
  if (schedule.every === 'hours') return say([`every ${schedule.hours} h`, `每 ${schedule.hours} 小时`], language);
  return say([`daily at ${schedule.at}`, `每天 ${schedule.at}`], language);
}
