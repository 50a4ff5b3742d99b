import type { CDPSession, Page, Request } from 'playwright-core';

export interface Costs {
  readonly serverMs: number;
  readonly pageCpuMs: number;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a page spends its time on: answers that it waits for, and the processor time of its main thread. */
export class PageCosts {
  private spans: Span[] = [];

  private constructor(page: Page, private readonly session: CDPSession) {
    page.on('requestfinished', (request) => {
      const span = spanOf(request);
      if (span) this.spans.push(span);
    });
  }

  static async of(page: Page): Promise<PageCosts> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new PageCosts(page, session);
  }

  /** Begins to count. @returns what it came to since */
  async begin(): Promise<() => Promise<Costs>> {
    this.spans = [];
    const before = await this.cpuMs();
    return async () => ({ serverMs: unionOf(this.spans), pageCpuMs: await this.cpuMs() - before });
  }

  private async cpuMs(): Promise<number> {
    const { metrics } = await this.session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
  }
}

/** From when the request left until its last byte was there, in milliseconds; only what asks the API. */
function spanOf(request: Request): Span | undefined {
  if (!request.url().includes('/api/')) return undefined;
  const { startTime, requestStart, responseEnd } = request.timing();
  return responseEnd < 0 ? undefined : { from: startTime + Math.max(0, requestStart), to: startTime + responseEnd };
}

/** Requests at the same time are waited for once. */
export function unionOf(spans: readonly Span[]): number {
  let [sum, end] = [0, -Infinity];
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
