import { setTimeout as pause } from 'node:timers/promises';
import {
  type HealthChange, HealthRegistry, HealthWatch, type Logger, type LoggerOptions, type ObservabilityServer, createLogger, createMetrics, errorReporter, healthLine,
  serveObservability,
} from '@countersign/observability';
import type { z } from 'zod';
import { patiently } from './patiently.ts';
import { SettingsError, readSettings } from './read-settings.ts';
import type { ServiceHost } from './service-host.ts';
import { type Listen, hostAndPort } from './setting.ts';

export interface RunnableSettings {
  readonly COUNTERSIGN_REPLICA: string;
  readonly COUNTERSIGN_LOG_LEVEL: LoggerOptions['level'];
  /** Absent: the service shows health and metrics on a server of its own. */
  readonly COUNTERSIGN_HEALTH?: Listen;
}

export interface RunnableService<Settings> {
  readonly service: string;
  readonly settings: z.ZodType<Settings>;
  /**
   * Starts it; resolves once everything is tied together, whatever has to be waited for.
   *
   * @throws SettingsError for what a setting points to
   */
  start(settings: Settings, host: ServiceHost): Promise<StartedService>;
}

export interface StartedService {
  /** "host:port" by what is there. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Takes nothing more, finishes what is under way, lets everything go. */
  stop(): Promise<void>;
}

const EXIT_FAILED = 1;
const EXIT_BAD_SETTINGS = 2;
/** How often to look whether all that it needs is there, until it is for the first time. */
const READY_POLL_MS = 50;
/** Whoever asked us to end will not wait for ever; what hangs is not waited for. */
const DRAIN_MS = 8000;

/**
 * The life of a service's process: settings, then health and metrics, then the service, a line "ready" once it is,
 * and an orderly end on SIGTERM, SIGINT, or when the process that started it is gone.
 *
 * Exit code 0 after an orderly end, 1 when it had to give up, 2 (and one line on stderr) when the settings are wrong.
 */
export async function runService<Settings extends RunnableSettings>(runnable: RunnableService<Settings>): Promise<void> {
  let settings: Settings;
  try {
    settings = readSettings(runnable.settings, process.env);
  } catch (error) {
    endForSettings(runnable.service, error);
    return;
  }
  await new ServiceProcess(runnable, settings).run();
}

function endForSettings(service: string, error: unknown): void {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${service}: ${error.message}\n`);
  process.exit(EXIT_BAD_SETTINGS);
}

class ServiceProcess<Settings extends RunnableSettings> {
  private readonly host: ServiceHost;
  private readonly logger: Logger;
  private readonly ending = new AbortController();
  private readonly watch: HealthWatch;
  private observability: ObservabilityServer | undefined;
  private started: StartedService | undefined;

  constructor(private readonly runnable: RunnableService<Settings>, private readonly settings: Settings) {
    const name = { service: runnable.service, replica: settings.COUNTERSIGN_REPLICA };
    this.logger = createLogger({ ...name, level: settings.COUNTERSIGN_LOG_LEVEL });
    const report = errorReporter(this.logger, () => performance.now());
    this.host = {
      replica: settings.COUNTERSIGN_REPLICA, logger: this.logger, onError: report, metrics: createMetrics({ ...name, process: true }), health: new HealthRegistry(),
      patiently: patiently((what, error) => report(error, `waiting for ${what}`), this.ending.signal),
    };
    this.watch = new HealthWatch({ services: { [runnable.service]: this.host.health }, now: Date.now, told: (change) => this.tellHealth(change) });
  }

  async run(): Promise<void> {
    this.endWhenAsked();
    const { COUNTERSIGN_HEALTH } = this.settings;
    try {
      if (COUNTERSIGN_HEALTH) this.observability = await serveObservability(COUNTERSIGN_HEALTH, this.host.health, this.host.metrics);
      this.started = await this.runnable.start(this.settings, this.host);
    } catch (error) {
      if (this.ending.signal.aborted) return;
      endForSettingsOrFailure(this.runnable.service, error, this.logger);
      return;
    }
    this.host.health.serving();
    await this.tellWhenReady(this.started.addresses);
  }

  private async tellWhenReady(addresses: Readonly<Record<string, string>>): Promise<void> {
    while ((await this.host.health.ready()).status !== 'ready') {
      await pause(READY_POLL_MS);
      if (this.ending.signal.aborted) return;
    }
    this.logger.info({ ...addresses, ...(this.observability && { health: hostAndPort(this.observability) }) }, 'ready');
    this.watch.start();
  }

  private tellHealth(change: HealthChange): void {
    const { check, outcome, since } = change;
    const fields = { check, outcome, since: new Date(since).toISOString() };
    const line = healthLine(change, Date.now());
    if (outcome === 'up') this.logger.info(fields, line);
    else this.logger.warn(fields, line);
  }

  private endWhenAsked(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.end(signal));
    // Only a process that was forked has a channel.
    process.on('disconnect', () => this.end('parent gone'));
    const giveUp = (error: unknown): void => {
      this.logger.fatal({ err: error }, 'this should not have happened');
      process.exit(EXIT_FAILED);
    };
    process.on('uncaughtException', giveUp);
    process.on('unhandledRejection', giveUp);
  }

  /** Asked a second time it ends at once. */
  private end(reason: string): void {
    if (this.ending.signal.aborted) process.exit(EXIT_FAILED);
    this.logger.info({ reason }, 'stopping');
    this.ending.abort();
    this.host.health.draining();
    setTimeout(() => {
      this.logger.error('not everything could be finished in time');
      process.exit(EXIT_FAILED);
    }, DRAIN_MS).unref();
    this.drain().then(() => {
      this.logger.info('stopped');
      process.exit(0);
    }, (error: unknown) => {
      this.logger.error({ err: error }, 'stopping failed');
      process.exit(EXIT_FAILED);
    });
  }

  /** What has not been started completely serves nobody: nothing to finish. */
  private async drain(): Promise<void> {
    await this.watch.stop();
    await this.started?.stop();
    await this.observability?.stop();
  }
}

function endForSettingsOrFailure(service: string, error: unknown, logger: Logger): void {
  if (error instanceof SettingsError) return endForSettings(service, error);
  logger.fatal({ err: error }, 'the service cannot be started');
  return process.exit(EXIT_FAILED);
}
