import type { AgentHost, LoginForm } from '../domain/index.ts';

/** What an agent host is believed to be like before it is loaded. */
export interface LoginGuess {
  readonly form: LoginForm;
  /** Whether it knows somebody by another name. */
  readonly aliases: boolean;
}

const NEVER_LOADED: LoginGuess = { form: 'as-is', aliases: false };

/**
 * How each agent host wrote login names when it was last loaded, and whether it knew somebody by another name. With this
 * guess users are looked for in the same breath as the agent host itself; whoever guesses checks it against what was
 * loaded, so that it is never more than a guess.
 */
export class LoginForms {
  private readonly last = new Map<string, LoginGuess>();

  guess(hostId: string): LoginGuess {
    return this.last.get(hostId) ?? NEVER_LOADED;
  }

  /**
   * Whether what was guessed about this agent host is true; the next guess is. What was guessed is given, not looked up:
   * another turn that guessed the same may have learnt better meanwhile.
   */
  check({ id, loginForm: form, hasAliases: aliases }: AgentHost, guessed: LoginGuess): boolean {
    this.last.set(id, { form, aliases });
    return guessed.form === form && guessed.aliases === aliases;
  }
}

/** Users were looked for under names that the agent host does not mean: everything is to be loaded again. */
export class LoginFormChanged extends Error {
  constructor() {
    super('an agent host writes login names in another form than before');
  }
}
