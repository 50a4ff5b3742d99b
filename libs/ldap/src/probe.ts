import { bindService, findName } from './check-password.ts';
import { DirectoryConnection } from './directory-connection.ts';
import { type FaultCode, faultOf } from './directory-fault.ts';
import type { DirectorySettings } from './directory-settings.ts';

/** What a test of a server goes through, in this order. */
export type CheckStep = 'connect' | 'service-account' | 'find-user' | 'password';

export interface StepResult {
  readonly step: CheckStep;
  readonly verdict: 'passed' | 'skipped' | FaultCode | 'unknown-user' | 'several-users' | 'wrong-password';
  /** For people: what the server or the system said; the entry that was found. */
  readonly detail: string | null;
  readonly tookMs: number;
}

/** Tries a server step by step, as far as it goes. @param account whose entry is looked for; a password is tried when there is one */
export async function probe(
  server: string, settings: DirectorySettings, account: { login: string; password: string | null } | null, monotonic: () => number,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  let started = monotonic();
  const note = (step: CheckStep, verdict: StepResult['verdict'], detail: string | null = null): void => {
    results.push({ step, verdict, detail, tookMs: Math.round(monotonic() - started) });
    started = monotonic();
  };
  let step: CheckStep = 'connect';
  let connection: DirectoryConnection | undefined;
  try {
    connection = await DirectoryConnection.open(server, settings, settings.serverTimeoutMs);
    note(step, 'passed');
    step = 'service-account';
    const { lookup } = settings;
    if (lookup.how === 'search' && lookup.bindDn !== null) {
      await bindService(connection, lookup);
      note(step, 'passed', lookup.bindDn);
    } else {
      note(step, 'skipped');
    }
    step = 'find-user';
    if (account === null) return results;
    const found = await findName(connection, lookup, account.login);
    if ('reason' in found) {
      note(step, found.reason);
      return results;
    }
    note(step, 'passed', found.name);
    step = 'password';
    if (account.password === null || account.password === '') return results;
    const refused = await connection.bind(found.name, account.password);
    note(step, refused ? 'wrong-password' : 'passed', refused?.message ?? null);
    return results;
  } catch (error) {
    const fault = faultOf(error, 'unreachable');
    note(step, fault.code, fault.message);
    return results;
  } finally {
    connection?.close();
  }
}
