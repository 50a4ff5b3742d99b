import { type PartHealth, type PartName, partNames } from '@countersign/contracts/admin-api';

/** What the server that served this page says of itself to anybody, by the name of the check. */
export type Checks = Readonly<Record<string, string>>;

/** Checks that tell of another part. */
const seen: Readonly<Partial<Record<PartName, string>>> = { postgresql: 'database', nats: 'nats', 'state-store': 'state-store' };

/** `/health/ready`, which needs no session: without database or state store nobody has one. Undefined: it does not answer either. */
export async function readChecks(ask: typeof fetch, signal: AbortSignal): Promise<Checks | undefined> {
  try {
    const reply = await ask('/health/ready', { cache: 'no-store', credentials: 'omit', signal });
    const body: unknown = await reply.json();
    if (typeof body !== 'object' || body === null || !('checks' in body) || typeof body.checks !== 'object' || body.checks === null) return undefined;
    return Object.fromEntries(Object.entries(body.checks).map(([name, outcome]) => [name, String(outcome)]));
  } catch {
    return undefined;
  }
}

/** A part as it is shown: a state has a beginning where a server knows it. */
export type ShownPart = Omit<PartHealth, 'since'> & { readonly since: string | null };

/** What can be said of every part without a session: the server itself, and what it needs. The other services are left out. */
export function partsOf(checks: Checks | undefined): readonly ShownPart[] {
  const own: ShownPart = { part: 'token-admin', state: checks === undefined ? 'unreachable' : checks['database'] === 'up' ? 'working' : 'not-ready', since: null, members: [] };
  const others = partNames.flatMap((part): ShownPart[] => {
    const outcome = checks?.[seen[part] ?? ''];
    return outcome === undefined ? [] : [{ part, state: outcome === 'up' ? 'working' : 'unreachable', since: null, members: [] }];
  });
  return [own, ...others];
}
