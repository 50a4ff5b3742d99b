import * as api from '@countersign/contracts/admin-api';
import { Controller } from '@nestjs/common';
import { TestSignIn } from '../../application/test-sign-in.ts';
import { Handles, Input, type Call } from './call.ts';

@Controller()
export class RadiusTestController {
  constructor(private readonly tests: TestSignIn) {}

  @Handles(api.testRadius)
  async test(@Input() { body, caller }: Call<typeof api.testRadius>) {
    return this.tests.test(body, caller);
  }
}
