import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { Deletions } from '../postgres/deletions.ts';
import { Handles, Input, type Call } from './call.ts';

@Controller()
export class DeletionsController {
  constructor(private readonly deletions: Deletions) {}

  @Handles(api.previewDeletion)
  async preview(@Input() { parameters: { type, id }, caller }: Call<typeof api.previewDeletion>) {
    return this.deletions.preview(type, id, caller);
  }
}
