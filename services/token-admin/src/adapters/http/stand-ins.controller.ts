import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import type { AuthService, Surroundings } from '../../application/ports.ts';
import { newBypassCode, newTemporaryPassword } from '../../application/stand-in-secrets.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { uuidV7 } from '../../domain/uuid-v7.ts';
import type { Token } from '../postgres/token-rows.ts';
import { Tokens } from '../postgres/tokens.ts';
import { Users } from '../postgres/users.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE, SURROUNDINGS } from './provided.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const done = { done: true } as const;

/** Bypass codes and temporary passwords: made here, kept by auth, which decides sign-ins by them. */
@Controller()
export class StandInsController {
  constructor(
    private readonly users: Users,
    private readonly tokens: Tokens,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
    @Inject(SURROUNDINGS) private readonly surroundings: Surroundings,
  ) {}

  @Handles(api.listBypassCodes)
  async list(@Input() { parameters, caller }: Call<typeof api.listBypassCodes>) {
    const { id } = await this.users.get(parameters.id, caller);
    const standIns = await this.auth.standIns(id);
    return { items: standIns.filter(({ kind }) => kind === 'bypass-code').map(({ kind: _kind, assignmentId: _assignment, ...code }) => code) };
  }

  @Handles(api.issueBypassCodes)
  async issue(@Input() { parameters, body, caller }: Call<typeof api.issueBypassCodes>) {
    const expiresAt = this.#after(body.validMinutes * MINUTE_MS);
    const codes = Array.from({ length: body.count }, () => newBypassCode(this.surroundings.random));
    await this.users.whileHeld(parameters.id, caller, async ({ id }) =>
      this.auth.addStandIns(id, codes.map((secret) => ({ id: this.#newId(), kind: 'bypass-code', assignmentId: null, secret, expiresAt })), caller.actor));
    return { codes, expiresAt };
  }

  @Handles(api.withdrawBypassCodes)
  async withdraw(@Input() { parameters, caller }: Call<typeof api.withdrawBypassCodes>) {
    const { id } = await this.users.forChange(parameters.id, caller);
    await this.auth.removeStandIns(id, null, caller.actor);
    return done;
  }

  @Handles(api.issueTemporaryPassword)
  async replace(@Input() { parameters, body, caller }: Call<typeof api.issueTemporaryPassword>) {
    const { token, assignment } = await this.#held(parameters.id, caller);
    if (!token.lost) throw new Refused('token-not-lost');
    const expiresAt = this.#after(body.validHours * HOUR_MS);
    const password = newTemporaryPassword(this.surroundings.random);
    await this.users.whileHeld(assignment.userId, caller, async ({ id }) => this.auth.addStandIns(id, [
      { id: this.#newId(), kind: 'temporary-password', assignmentId: assignment.id, secret: password, expiresAt },
    ], caller.actor));
    return { password, expiresAt };
  }

  @Handles(api.withdrawTemporaryPassword)
  async withdrawReplacement(@Input() { parameters, caller }: Call<typeof api.withdrawTemporaryPassword>) {
    const { assignment } = await this.#held(parameters.id, caller);
    await this.auth.removeStandIns(assignment.userId, assignment.id, caller.actor);
    return done;
  }

  async #held(id: string, caller: Caller): Promise<{ token: Token; assignment: NonNullable<Token['assignment']> }> {
    const token = await this.tokens.forChange(id, caller);
    if (token.assignment === null) throw new Refused('token-not-assigned');
    return { token, assignment: token.assignment };
  }

  #after(ms: number): string {
    return new Date(this.surroundings.now() + ms).toISOString();
  }

  #newId(): string {
    return uuidV7(this.surroundings.now(), this.surroundings.random);
  }
}
