import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Where seconds are counted: from 1 ms to 10 s, closest where a sign-in is. */
export const SECONDS_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.5, 2.5, 5, 10];

/** The value of a label that is not in its closed set: a set that grew shows, and a hostile value makes no series. */
const OTHER = 'other';

export interface Label<Value extends string> {
  readonly name: string;
  /** Every value that there is; each has its series from the start. */
  readonly values: readonly Value[];
}

export interface MetricsOptions {
  readonly service: string;
  readonly replica: string;
  /** Also those of the process: memory, CPU, event-loop delay, garbage collection. Once per process. */
  readonly process?: boolean;
}

/**
 * The metrics of one process in a registry of its own. What is returned is bound to its series: counting on the hot
 * path looks nothing up but, where there is a label, one key of a small map.
 */
export class Metrics {
  private readonly registry = new Registry();

  constructor({ service, replica, process }: MetricsOptions) {
    this.registry.setDefaultLabels({ service, replica });
    if (process) collectDefaultMetrics({ register: this.registry });
  }

  /** Returns the function that counts one more, or several. */
  counter(name: string, help: string): (by?: number) => void {
    const counter = new Counter({ name, help, registers: [this.registry] });
    return (by = 1) => counter.inc(by);
  }

  counterBy<Value extends string>(name: string, help: string, label: Label<Value>): (value: string, by?: number) => void {
    const counter = new Counter({ name, help, labelNames: [label.name], registers: [this.registry] });
    const seriesOf = bind(label, (value) => counter.labels(value));
    for (const value of label.values) seriesOf(value).inc(0);
    return (value, by = 1) => seriesOf(value).inc(by);
  }

  /** Returns the function that takes a duration in milliseconds; it is shown in seconds, as Prometheus has it. */
  durations(name: string, help: string): (tookMs: number) => void {
    const histogram = new Histogram({ name, help, buckets: SECONDS_BUCKETS, registers: [this.registry] });
    return (tookMs) => histogram.observe(tookMs / 1000);
  }

  durationsBy<Value extends string>(name: string, help: string, label: Label<Value>): (value: string, tookMs: number) => void {
    const histogram = new Histogram({ name, help, labelNames: [label.name], buckets: SECONDS_BUCKETS, registers: [this.registry] });
    const seriesOf = bind(label, (value) => histogram.labels(value));
    for (const value of label.values) histogram.zero({ [label.name]: value });
    return (value, tookMs) => seriesOf(value).observe(tookMs / 1000);
  }

  sizes(name: string, help: string, buckets: readonly number[]): (size: number) => void {
    const histogram = new Histogram({ name, help, buckets: [...buckets], registers: [this.registry] });
    return (size) => histogram.observe(size);
  }

  /** A value that is read when somebody looks. While reading fails the metric has no value: the rest is still shown. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    const gauge: Gauge = new Gauge({
      name, help, registers: [this.registry],
      collect: async () => {
        try {
          gauge.set(await read());
        } catch {
          gauge.remove();
        }
      },
    });
  }

  /** The text that Prometheus scrapes. */
  async text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

export function createMetrics(options: MetricsOptions): Metrics {
  return new Metrics(options);
}

function bind<Value extends string, Series>(label: Label<Value>, make: (value: string) => Series): (value: string) => Series {
  const bound = new Map<string, Series>(label.values.map((value) => [value, make(value)]));
  let other = bound.get(OTHER);
  return (value) => bound.get(value) ?? (other ??= make(OTHER));
}
