import type { ServiceName } from '@countersign/distributed';

/** What a process tells about itself at its health address. */
export class Probe {
  constructor(private readonly address: string) {}

  async live(): Promise<number> {
    return (await this.get('/health/live')).status;
  }

  async readiness(): Promise<{ status: string; checks: Record<string, string> }> {
    const response = await this.get('/health/ready');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it says is what the tests look at
    const report = await response.json() as { status: string; checks: Record<string, string> };
    if ((response.status === 200) !== (report.status === 'ready')) throw new Error(`${response.status} with ${report.status}`);
    return report;
  }

  /** Sum of a metric's series whose labels contain all the given ones; undefined when there is no such series. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const lines = (await (await this.get('/metrics')).text()).split('\n').filter((line) => line.startsWith(`${name}{`));
    const found = lines.filter((line) => Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)));
    return found.length === 0 ? undefined : found.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  private async get(path: string): Promise<Response> {
    return fetch(`http://${this.address}${path}`, { signal: AbortSignal.timeout(5000) });
  }
}

/** The lines "ready" of a service, as they came, without what a later process of the same replica said. */
export function readyLines(output: readonly string[], service: ServiceName): Record<string, string>[] {
  // oxlint-disable typescript/no-unsafe-type-assertion -- a line that begins with a brace is an object
  return output.filter((line) => line.startsWith(`${service}-1: {`) && line.includes('"msg":"ready"'))
    .map((line) => JSON.parse(line.slice(line.indexOf('{'))) as Record<string, string>);
}
