import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import type { AuthService, HashPassword } from '../../application/ports.ts';
import { Refused } from '../../domain/refused.ts';
import { Users } from '../postgres/users.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE, HASH_PASSWORD } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class UsersController {
  constructor(
    private readonly users: Users,
    @Inject(HASH_PASSWORD) private readonly hashPassword: HashPassword,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
  ) {}

  @Handles(api.listUsers)
  async list(@Input() { query, caller }: Call<typeof api.listUsers>) {
    const { items, nextCursor } = await this.users.list(query, caller);
    return { items: await this.#withLastSignIns(items), nextCursor };
  }

  @Handles(api.createUser)
  async create(@Input() { body, caller }: Call<typeof api.createUser>) {
    return this.users.create(body, caller);
  }

  @Handles(api.getUser)
  async get(@Input() { parameters, caller }: Call<typeof api.getUser>) {
    const user = await this.users.get(parameters.id, caller);
    const [shown = user] = await this.#withLastSignIns([user]);
    return shown;
  }

  @Handles(api.updateUser)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateUser>) {
    return this.users.update(parameters.id, body, asked);
  }

  @Handles(api.deleteUser)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteUser>) {
    await this.users.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.setUserPassword)
  async setPassword(@Input() { parameters, body, caller }: Call<typeof api.setUserPassword>) {
    const { password, mustChange } = body;
    const { expiresAt } = await this.users.judgePassword(parameters.id, body, caller);
    const hash = await this.hashPassword(password); // slow: before the transaction
    return this.users.setPassword(parameters.id, { hash, length: password.length, expiresAt, mustChange }, caller);
  }

  @Handles(api.removeUserPassword)
  async removePassword(@Input() { parameters, caller }: Call<typeof api.removeUserPassword>) {
    return this.users.setPassword(parameters.id, { hash: null, length: null, expiresAt: null, mustChange: false }, caller);
  }

  @Handles(api.unlockUser)
  async unlock(@Input() { parameters, caller }: Call<typeof api.unlockUser>) {
    const user = await this.users.forChange(parameters.id, caller);
    await this.auth.unlock(user.id, caller.actor);
    return done;
  }

  /** The directory goes on without auth: then it is left out. */
  async #withLastSignIns(users: readonly api.User[]): Promise<api.User[]> {
    try {
      const latest = await this.auth.lastSignIns(users.map(({ id }) => id));
      return users.map((user) => ({ ...user, lastSignInAt: latest.get(user.id) ?? null }));
    } catch (error) {
      if (error instanceof Refused) return [...users];
      throw error;
    }
  }
}
