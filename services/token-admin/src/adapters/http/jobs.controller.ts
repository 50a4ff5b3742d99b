import * as api from '@countersign/contracts/admin-api';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Jobs } from '../postgres/jobs.ts';
import { Handles, Input, type Call } from './call.ts';
import { CSV_BEGIN, csvRow } from './csv.ts';
import { sendText } from './send-text.ts';

/** Work behind a reply: how far it is, what came of it, and its end. */
@Controller()
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Handles(api.listJobs)
  async list(@Input() { query, caller }: Call<typeof api.listJobs>) {
    return this.jobs.list(query, caller);
  }

  @Handles(api.getJob)
  async get(@Input() { parameters, caller }: Call<typeof api.getJob>) {
    return this.jobs.get(parameters.id, caller);
  }

  @Handles(api.cancelJob)
  async cancel(@Input() { parameters, caller }: Call<typeof api.cancelJob>) {
    return this.jobs.cancel(parameters.id, caller);
  }

  @Handles(api.downloadJobReport)
  async report(@Input() { parameters, caller }: Call<typeof api.downloadJobReport>, @Res() reply: FastifyReply): Promise<void> {
    await sendText(reply, { type: 'text/csv', fileName: `job-${parameters.id}.csv` }, this.#lines(parameters.id, caller));
  }

  async *#lines(id: string, caller: Call<typeof api.downloadJobReport>['caller']): AsyncGenerator<string> {
    const { report } = await this.jobs.get(id, caller);
    const rows = (report?.lines ?? []).map(({ line, subject, kind, reason, detail }) => csvRow([line, subject, kind, reason, detail]));
    yield CSV_BEGIN + csvRow(['line', 'subject', 'kind', 'reason', 'detail']) + rows.join('');
  }
}
