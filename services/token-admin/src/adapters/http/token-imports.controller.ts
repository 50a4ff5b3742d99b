import { Readable } from 'node:stream';
import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ImportTokens } from '../../application/import-tokens.ts';
import { Refused } from '../../domain/refused.ts';
import { Jobs } from '../postgres/jobs.ts';
import { Reaches } from '../postgres/reaches.ts';
import { Handles, Input, type Call } from './call.ts';
import { discardRest, splitImportBody } from './import-body.ts';
import { IMPORT_MAX_BYTES } from './provided.ts';

/** A client that sends nothing for so long has gone. */
const SILENCE_MS = 60_000;

@Controller()
export class TokenImportsController {
  constructor(
    private readonly imports: ImportTokens, private readonly jobs: Jobs, private readonly reaches: Reaches,
    @Inject(IMPORT_MAX_BYTES) private readonly maxBytes: number,
  ) {}

  @Handles(api.importTokens)
  async import(@Input() { caller }: Call<typeof api.importTokens>, @Req() { body }: FastifyRequest) {
    return this.#taking(body, api.importOptionsSchema, async (file, options) => this.imports.import(file, options, caller));
  }

  @Handles(api.startTokenImport)
  async start(@Input() { caller }: Call<typeof api.startTokenImport>, @Req() { body }: FastifyRequest) {
    return this.#taking(body, api.tokenImportJobOptionsSchema, async (file, options) => {
      const siteId = await this.reaches.siteOf(options.site, caller);
      return this.jobs.create({ kind: 'token-import', siteId, label: options.fileName, dryRun: options.dryRun, options }, caller, file);
    });
  }

  /** @throws Refused when it is no import's body; whatever the work throws */
  async #taking<T, R>(body: unknown, schema: z.ZodType<T>, work: (file: AsyncIterable<Uint8Array>, options: T) => Promise<R>): Promise<R> {
    if (!(body instanceof Readable)) throw new Refused('bad-request', `The body has to be ${api.IMPORT_CONTENT_TYPE}.`);
    try {
      const { options, file } = await splitImportBody(body, schema, { maxBytes: this.maxBytes, silenceMs: SILENCE_MS });
      return await work(file, options);
    } finally {
      discardRest(body);
    }
  }
}
