import type { Readable } from 'node:stream';
import { adminApi as api } from '@countersign/contracts';
import { Controller, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ImportTokens } from '../../application/import-tokens.ts';
import { Refused } from '../../domain/refused.ts';
import { Handles, Input, type Call } from './call.ts';
import { splitImportBody } from './import-body.ts';
import { IMPORT_MAX_BYTES } from './provided.ts';

@Controller()
export class TokenImportsController {
  constructor(private readonly imports: ImportTokens, @Inject(IMPORT_MAX_BYTES) private readonly maxBytes: number) {}

  @Handles(api.importTokens)
  async import(@Input() { actor }: Call<typeof api.importTokens>, @Req() request: FastifyRequest) {
    const type = request.headers['content-type'] ?? '';
    if (type.split(';')[0]?.trim().toLowerCase() !== api.IMPORT_CONTENT_TYPE) throw new Refused('bad-request', `The body has to be ${api.IMPORT_CONTENT_TYPE}.`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the content type parser of this type hands the stream on
    const { options, file } = await splitImportBody(request.body as Readable, this.maxBytes);
    return this.imports.import(file, options, actor);
  }
}
