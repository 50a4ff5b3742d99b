import { type HealthView, type Metrics, observe } from '@countersign/observability';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from './access.guard.ts';
import { HEALTH, METRICS } from './provided.ts';

/** What probes and Prometheus ask for, without an API key. */
@Public()
@Controller()
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: HealthView, @Inject(METRICS) private readonly metrics: Metrics) {}

  @Get('health/live')
  async live(@Res() reply: FastifyReply): Promise<void> {
    await this.show('/health/live', reply);
  }

  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    await this.show('/health/ready', reply);
  }

  @Get('metrics')
  async metricsText(@Res() reply: FastifyReply): Promise<void> {
    await this.show('/metrics', reply);
  }

  private async show(path: string, reply: FastifyReply): Promise<void> {
    const view = await observe(path, this.health, this.metrics);
    if (!view) throw new Error(`nothing is shown at ${path}`);
    await reply.status(view.status).header('content-type', view.contentType).header('cache-control', 'no-store').send(view.body);
  }
}
