import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject, Req } from '@nestjs/common';
import { ImportTokens } from '../../application/import-tokens.ts';
import { requirePermission } from '../../domain/caller.ts';
import { Jobs } from '../postgres/jobs.ts';
import { Reaches } from '../postgres/reaches.ts';
import { type AuthenticatedRequest, Handles, Input, type Call } from './call.ts';
import { takeFile } from './import-body.ts';
import { IMPORT_MAX_BYTES } from './provided.ts';
import { allowedNow } from './still-allowed.ts';

@Controller()
export class TokenImportsController {
  constructor(
    private readonly imports: ImportTokens, private readonly jobs: Jobs, private readonly reaches: Reaches,
    @Inject(IMPORT_MAX_BYTES) private readonly maxBytes: number,
  ) {}

  @Handles(api.importTokens)
  async import(@Input() { caller }: Call<typeof api.importTokens>, @Req() request: AuthenticatedRequest) {
    return takeFile({ request, caller }, api.importTokens.file, this.maxBytes, async (file, options) =>
      this.imports.import(file, options, caller, allowedNow(request, caller)));
  }

  @Handles(api.startTokenImport)
  async start(@Input() { caller }: Call<typeof api.startTokenImport>, @Req() request: AuthenticatedRequest) {
    return takeFile({ request, caller }, api.startTokenImport.file, this.maxBytes, async (file, options) => {
      if (options.assign !== 'nobody') requirePermission(caller, 'tokens.assign');
      const siteId = await this.reaches.siteOf(options.site, caller);
      return this.jobs.create({ kind: 'token-import', siteId, label: options.fileName, dryRun: options.dryRun, options }, caller, file);
    });
  }
}
