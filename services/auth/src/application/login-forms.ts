import type { AgentHost, LoginForm } from '../domain/index.ts';

/**
 * How each agent host wrote login names when it was last loaded, and whether it knew somebody by another name. With this
 * guess users are looked for in the same breath as the agent host itself; whoever guesses checks it against what was
 * loaded, so that it is never more than a guess.
 */
export class LoginForms {
  private readonly forms = new Map<string, LoginForm>();
  private readonly withAliases = new Set<string>();

  guess(hostId: string): LoginForm {
    return this.forms.get(hostId) ?? 'as-is';
  }

  guessAliases(hostId: string): boolean {
    return this.withAliases.has(hostId);
  }

  /** Whether the guess about this agent host was right; from now on it is. */
  check({ id, loginForm, hasAliases }: AgentHost): boolean {
    const right = this.guess(id) === loginForm && this.guessAliases(id) === hasAliases;
    this.forms.set(id, loginForm);
    if (hasAliases) this.withAliases.add(id);
    else this.withAliases.delete(id);
    return right;
  }
}

/** Users were looked for under names that the agent host does not mean: everything is to be loaded again. */
export class LoginFormChanged extends Error {
  constructor() {
    super('an agent host writes login names in another form than before');
  }
}
