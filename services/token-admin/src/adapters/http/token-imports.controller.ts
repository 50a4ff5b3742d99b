import { Readable } from 'node:stream';
import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ImportTokens } from '../../application/import-tokens.ts';
import { Refused } from '../../domain/refused.ts';
import { Handles, Input, type Call } from './call.ts';
import { discardRest, splitImportBody } from './import-body.ts';
import { IMPORT_MAX_BYTES } from './provided.ts';

/** A client that sends nothing for so long has gone. */
const SILENCE_MS = 60_000;

@Controller()
export class TokenImportsController {
  constructor(private readonly imports: ImportTokens, @Inject(IMPORT_MAX_BYTES) private readonly maxBytes: number) {}

  @Handles(api.importTokens)
  async import(@Input() { caller }: Call<typeof api.importTokens>, @Req() request: FastifyRequest) {
    const { body } = request;
    if (!(body instanceof Readable)) throw new Refused('bad-request', `The body has to be ${api.IMPORT_CONTENT_TYPE}.`);
    try {
      const { options, file } = await splitImportBody(body, { maxBytes: this.maxBytes, silenceMs: SILENCE_MS });
      return await this.imports.import(file, options, caller);
    } finally {
      discardRest(body);
    }
  }
}
