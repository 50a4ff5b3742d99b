import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { z } from 'zod';
import { type AuditEvent, type accountContract, clip } from '@countersign/contracts';
import type { AuthLimits } from '../../limits.ts';
import { Lane } from '../../application/lane.ts';
import { findUser, type LoginForm, loginNameOf, readAccounting } from '../../domain/index.ts';
import type { AdministrationWork } from '../postgres/administration-work.ts';
import { named, record } from '../postgres/named.ts';
import type { OnlineSessions } from '../postgres/online-sessions.ts';
import * as queries from '../postgres/session-queries.ts';

type Accounting = z.infer<typeof accountContract.request>;

interface HostRow { agent_host_id: string; site_id: string; name: string; open_to_all: boolean; login_form: LoginForm }
interface CandidateRow { user_id: string; site_id: string; site_ancestors: string; by_alias: boolean }

/**
 * Records an Accounting-Request and what it says about a session; the device hears that it arrived only when both are
 * committed. So many at a time: when a device restarts, all its sessions are reported while everybody signs in again, and
 * sign-ins must find connections.
 */
export function accountHandler(work: AdministrationWork, sessions: OnlineSessions, now: () => number, limits: Pick<AuthLimits, 'accountingConcurrent' | 'accountingWaiting'>) {
  const lane = new Lane({ concurrent: limits.accountingConcurrent, waiting: limits.accountingWaiting });
  return async (request: Accounting, { remainingMs }: { readonly remainingMs: number }): Promise<{ recorded: boolean }> => {
    const expiresAt = now() + remainingMs;
    // Nobody would hear of what is recorded later, and the device's next copy would be recorded as well.
    const recorded = await lane.run(async () => now() < expiresAt && work.transaction(async (client) => {
      const { rows: [host] } = await client.query<HostRow>(named('account-find-host', queries.findHost, [request.agentHostId]));
      const user = host && request.userName !== null ? await userOf(client, host, request.userName) : undefined;
      const report = host && readAccounting(request.attributes);
      if (host && report) {
        const whose = {
          userId: user?.user_id ?? null, userSiteId: user?.site_id ?? null, login: clip(request.userName ?? '', 253), agentHostId: host.agent_host_id,
          siteId: host.site_id, sourceAddress: request.sourceAddress,
        };
        if (report.status === 'all-over') await sessions.endAll(client, whose);
        else await sessions.report(client, whose, report);
      }
      const event: AuditEvent = {
        id: randomUUID(),
        at: new Date(now()).toISOString(),
        kind: 'accounting',
        result: 'accounting-recorded',
        service: 'auth',
        site: host?.site_id ?? null,
        user: request.userName === null ? null : { id: user?.user_id ?? null, login: clip(request.userName, 253) },
        agentHost: host ? { id: request.agentHostId, name: clip(host.name, 253) } : null,
        host: request.sourceAddress,
        object: null,
        requestKey: request.requestKey,
        detail: request.attributes,
      };
      await client.query(record([event]));
      return true;
    }));
    return { recorded: recorded ?? false };
  };
}

/** Whom a sign-in under this name would mean here; several are nobody. */
async function userOf(client: PoolClient, host: HostRow, userName: string): Promise<CandidateRow | undefined> {
  const login = loginNameOf(userName, host.login_form);
  if (login === undefined) return undefined;
  const { rows } = await client.query<CandidateRow>(named('account-find-users', queries.findUsers, [login, host.agent_host_id]));
  const candidates = rows.map((row) => ({
    userId: row.user_id, siteId: row.site_id, siteAncestors: row.site_ancestors.slice(1, -1).split(','), byAlias: row.by_alias,
  }));
  const found = findUser(candidates, { siteId: host.site_id, openToAll: host.open_to_all });
  return found.found === 'user' ? rows.find((row) => row.user_id === found.userId) : undefined;
}
