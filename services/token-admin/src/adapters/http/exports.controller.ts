import * as api from '@countersign/contracts/admin-api';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AgentHosts } from '../postgres/agent-hosts.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Tokens } from '../postgres/tokens.ts';
import { Users } from '../postgres/users.ts';
import { Handles, Input, type Call } from './call.ts';
import { agentHostColumns, exportedList, tokenColumns, userColumns } from './exported-lists.ts';
import { sendText } from './send-text.ts';

/** Lists as files: no longer than they are, and never in the memory as a whole. */
@Controller()
export class ExportsController {
  constructor(private readonly users: Users, private readonly tokens: Tokens, private readonly agentHosts: AgentHosts, private readonly reaches: Reaches) {}

  @Handles(api.exportUsers)
  async exportUsers(@Input() { query: { language, ...filter }, caller }: Call<typeof api.exportUsers>, @Res() reply: FastifyReply): Promise<void> {
    const list = exportedList(userColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.users.list({ ...filter, ...page }, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'users.csv' }, list);
  }

  @Handles(api.exportTokens)
  async exportTokens(@Input() { query: { language, ...filter }, caller }: Call<typeof api.exportTokens>, @Res() reply: FastifyReply): Promise<void> {
    const list = exportedList(tokenColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.tokens.list({ ...filter, ...page }, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'tokens.csv' }, list);
  }

  @Handles(api.exportAgentHosts)
  async exportAgentHosts(@Input() { query: { language, ...filter }, caller }: Call<typeof api.exportAgentHosts>, @Res() reply: FastifyReply): Promise<void> {
    const list = exportedList(agentHostColumns, language, async () => this.reaches.namesFor(caller), async (page) => this.agentHosts.list({ ...filter, ...page }, caller));
    await sendText(reply, { type: 'text/csv', fileName: 'agent-hosts.csv' }, list);
  }
}
