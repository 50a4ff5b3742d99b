import { adminApi } from '@countersign/contracts';
import { Controller, Get } from '@nestjs/common';
import { Public } from './access.guard.ts';
import { openApiDocument } from './openapi.ts';

/** What needs no API key: the description of the API. */
@Public()
@Controller()
export class PublicController {
  readonly #document = openApiDocument();

  @Get(`${adminApi.adminApiPrefix}/openapi.json`)
  openApi(): unknown {
    return this.#document;
  }
}
