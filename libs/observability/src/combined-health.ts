import type { HealthRegistry, HealthReport } from './health-registry.ts';

/** Whoever can say whether a process takes work. */
export type HealthView = Pick<HealthRegistry, 'ready'>;

/** The health of a process that holds several services: ready when each of them is. */
export class CombinedHealth implements HealthView {
  /** @param own of the service that shows it: its checks by name, each of the others as one check */
  constructor(private readonly own: HealthView, private readonly others: Readonly<Record<string, HealthView>>) {}

  async ready(): Promise<HealthReport> {
    const [own, ...others] = await Promise.all([this.own.ready(), ...Object.entries(this.others).map(async ([name, health]) => ({ name, ...await health.ready() }))]);
    const checks = others.map(({ name, status }) => [name, status === 'ready' ? 'up' : 'down'] as const);
    const ready = own.status === 'ready' && others.every(({ status }) => status === 'ready');
    return { status: ready ? 'ready' : 'not-ready', checks: { ...own.checks, ...Object.fromEntries(checks) } };
  }
}
