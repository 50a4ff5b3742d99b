import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject, Req } from '@nestjs/common';
import { requirePermission } from '../../domain/caller.ts';
import { Jobs } from '../postgres/jobs.ts';
import { Reaches } from '../postgres/reaches.ts';
import { type AuthenticatedRequest, Handles, Input, type Call } from './call.ts';
import { takeFile } from './import-body.ts';
import { IMPORT_MAX_BYTES } from './provided.ts';

@Controller()
export class UserImportsController {
  constructor(private readonly jobs: Jobs, private readonly reaches: Reaches, @Inject(IMPORT_MAX_BYTES) private readonly maxBytes: number) {}

  @Handles(api.startUserImport)
  async start(@Input() { caller }: Call<typeof api.startUserImport>, @Req() request: AuthenticatedRequest) {
    return takeFile({ request, caller }, api.startUserImport.file, this.maxBytes, async (file, options) => {
      if (options.makeGroups) requirePermission(caller, 'groups.write');
      const siteId = await this.reaches.siteOf(options.site, caller);
      return this.jobs.create({ kind: 'user-import', siteId, label: options.fileName, dryRun: options.dryRun, options }, caller, file);
    });
  }
}
