import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { type AuditEvent, type accountContract, clip } from '@countersign/contracts';
import { newOutboxId } from '@countersign/persistence';

type Accounting = z.infer<typeof accountContract.request>;

const findHost = 'SELECT agent_host_id, site_id, name FROM directory.auth_agent_host_v1 WHERE agent_host_id = $1';

/** Records an Accounting-Request; the device hears that it arrived only when the record is committed. */
export function accountHandler(pool: Pool, now: () => number, wakeRelay: () => void) {
  return async (request: Accounting): Promise<{ recorded: true }> => {
    const { rows: [host] } = await pool.query<{ site_id: string; name: string }>(findHost, [request.agentHostId]);
    const event: AuditEvent = {
      id: randomUUID(),
      at: new Date(now()).toISOString(),
      kind: 'accounting',
      result: 'accounting-recorded',
      service: 'auth',
      site: host?.site_id ?? null,
      user: request.userName === null ? null : { id: null, login: clip(request.userName, 253) },
      agentHost: host ? { id: request.agentHostId, name: clip(host.name, 253) } : null,
      host: request.sourceAddress,
      object: null,
      requestKey: request.requestKey,
      detail: request.attributes,
    };
    await pool.query('INSERT INTO authn.outbox (id, events) VALUES ($1, $2::json)', [newOutboxId(), JSON.stringify([event])]);
    wakeRelay();
    return { recorded: true };
  };
}
