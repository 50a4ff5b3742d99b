import * as adminApi from '@countersign/contracts/admin-api';
import { type Command, Option } from 'commander';
import type { Context } from '../context.ts';
import { shortTime } from '../output/instant.ts';
import { labels } from '../output/labels.ts';
import { define, family } from './define.ts';
import { countsText, kindText, printJob, progressText, readJob, stateText, waitFor } from './job-view.ts';

interface Filter {
  readonly site?: string;
  readonly kind?: string;
  readonly state?: string;
}

/** `job list|show|cancel`. */
export function addJobCommands(program: Command, context: Context): void {
  const { output, language } = context;
  const job = family(program, 'job', 'jobs: imports and other work that goes on behind a command');

  define(job, 'list', 'list the jobs, the newest first', 'job list', 'job list --state running --json')
    .option('--site <site>', 'only those of this site')
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(adminApi.jobKinds))
    .addOption(new Option('--state <state>', 'only in this state').choices(adminApi.jobStates))
    .action(async ({ site, kind, state }: Filter) => {
      await output.list(context.client.pages(adminApi.listJobs, { site: await context.directory.siteId(site), kind, state }), [
        { title: labels.created, text: ({ createdAt }) => shortTime(createdAt) },
        { title: labels.kind, text: (one) => kindText(one, language) },
        { title: ['File or source', '文件或来源'], text: ({ label }) => label },
        { title: labels.state, text: (one) => stateText(one, language) },
        { title: labels.result, text: (one) => progressText(one, language) || countsText(one, language) },
        { title: labels.id, text: ({ id }) => id },
      ], ['No jobs.', '没有任务。']);
    });

  define(job, 'show <id>', 'show a job and its report; exits 1 when it has ended and did not do all', 'job show 018f0000-0000-7000-8000-000000000000 --wait')
    .option('--wait', 'wait until it has ended')
    .action(async (id: string, { wait }: { wait?: boolean }) => {
      await printJob(context, await (wait === true ? waitFor(context, id) : readJob(context, id)), await context.directory.sites());
    });

  define(job, 'cancel <id>', 'end a job; nothing of what it did is kept', 'job cancel 018f0000-0000-7000-8000-000000000000').action(async (id: string) => {
    const cancelled = await context.client.call(adminApi.cancelJob, { id });
    await output.done(cancelled, [`The job is ${stateText(cancelled, 'en')}.`, `任务状态：${stateText(cancelled, 'zh')}。`]);
  });
}
