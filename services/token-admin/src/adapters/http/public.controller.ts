import { adminApi } from '@countersign/contracts';
import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from './api-key.guard.ts';
import { openApiDocument } from './openapi.ts';
import { READINESS } from './provided.ts';

/** What needs no API key: health, and the description of the API. */
@Public()
@Controller()
export class PublicController {
  readonly #document = openApiDocument();

  constructor(@Inject(READINESS) private readonly ready: () => Promise<boolean>) {}

  @Get(`${adminApi.adminApiPrefix}/openapi.json`)
  openApi(): unknown {
    return this.#document;
  }

  @Get('health/live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('health/ready')
  async readiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: 'ready' | 'not-ready' }> {
    const ready = await this.ready();
    if (!ready) void reply.status(503);
    return { status: ready ? 'ready' : 'not-ready' };
  }
}
