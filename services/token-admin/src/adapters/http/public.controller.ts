import * as adminApi from '@countersign/contracts/admin-api';
import { Controller, Get } from '@nestjs/common';
import { Public } from './access.guard.ts';

/** What needs no API key: the description of the API. */
@Public()
@Controller()
export class PublicController {
  #document: Promise<unknown> | undefined;

  @Get(`${adminApi.adminApiPrefix}/openapi.json`)
  async openApi(): Promise<unknown> {
    // Made when it is first asked for: it holds every schema once more.
    this.#document ??= import('./openapi.ts').then(({ openApiDocument }) => openApiDocument());
    return this.#document.catch((error: unknown) => {
      this.#document = undefined; // another try may find the module
      throw error;
    });
  }
}
