import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { WatchServices } from '../../application/watch-services.ts';
import { Handles } from './call.ts';

/** How every part of the installation fares. */
@Controller()
export class ServiceHealthController {
  constructor(private readonly watch: WatchServices) {}

  @Handles(api.readServiceHealth)
  async read() {
    return this.watch.look();
  }
}
