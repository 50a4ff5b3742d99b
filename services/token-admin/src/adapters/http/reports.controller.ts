import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AuditTrail } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { CSV_BEGIN, csvRow } from './csv.ts';
import { AUDIT_TRAIL } from './provided.ts';
import { sendText } from './send-text.ts';

type ReportQuery = Call<typeof api.downloadReport>['query'];

/** What the trail says when it is counted; the audit service counts. */
@Controller()
export class ReportsController {
  constructor(@Inject(AUDIT_TRAIL) private readonly trail: AuditTrail, private readonly reaches: Reaches) {}

  @Handles(api.reportSignIns)
  async signIns(@Input() { query, caller }: Call<typeof api.reportSignIns>) {
    return this.trail.signIns({ ...query, sites: await this.reaches.sitesOf(caller) });
  }

  @Handles(api.reportResults)
  async results(@Input() { query, caller }: Call<typeof api.reportResults>) {
    return this.trail.results({ ...query, sites: await this.reaches.sitesOf(caller) });
  }

  @Handles(api.reportRefusedUsers)
  async refusedUsers(@Input() { query, caller }: Call<typeof api.reportRefusedUsers>) {
    return this.trail.refused({ ...query, by: 'user', sites: await this.reaches.sitesOf(caller) });
  }

  @Handles(api.reportRefusedAgentHosts)
  async refusedAgentHosts(@Input() { query, caller }: Call<typeof api.reportRefusedAgentHosts>) {
    return this.trail.refused({ ...query, by: 'agent-host', sites: await this.reaches.sitesOf(caller) });
  }

  @Handles(api.downloadReport)
  async download(@Input() { parameters: { name }, query, caller }: Call<typeof api.downloadReport>, @Res() reply: FastifyReply): Promise<void> {
    await sendText(reply, { type: 'text/csv', fileName: `${name}.csv` }, this.#lines(name, query, caller));
  }

  async *#lines(name: Call<typeof api.downloadReport>['parameters']['name'], query: ReportQuery, caller: Caller): AsyncGenerator<string> {
    const { from, to, site, bucket, timeZone, limit } = query;
    const span = { from, to, site, sites: await this.reaches.sitesOf(caller) };
    const lines = {
      'sign-ins': async () => [['from', 'accepted', 'challenged', 'refused'],
        ...(await this.trail.signIns({ ...span, bucket, timeZone })).rows.map((row) => [row.from, row.accepted, row.challenged, row.refused])],
      results: async () => [['result', 'count'], ...(await this.trail.results(span)).rows.map((row) => [row.result, row.count])],
      'refused-users': async () => [['user', 'refused', 'result', 'last'],
        ...(await this.trail.refused({ ...span, by: 'user', limit })).rows.map((row) => [row.name, row.refused, row.result, row.lastAt])],
      'refused-agent-hosts': async () => [['agent host', 'refused', 'result', 'last'],
        ...(await this.trail.refused({ ...span, by: 'agent-host', limit })).rows.map((row) => [row.name, row.refused, row.result, row.lastAt])],
    };
    yield CSV_BEGIN + (await lines[name]()).map((cells) => csvRow(cells)).join('');
  }
}
