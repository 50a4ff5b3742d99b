import { completePolicy, pinFault, type PinFault, type PinRules, pinRulesOf } from '@countersign/contracts';
import * as api from '@countersign/contracts/admin-api';
import { Controller, Inject } from '@nestjs/common';
import { MakeScratchCards } from '../../application/make-scratch-cards.ts';
import { MakeToken } from '../../application/make-token.ts';
import type { AuthService, BasePolicy } from '../../application/ports.ts';
import type { Caller } from '../../domain/caller.ts';
import { Refused } from '../../domain/refused.ts';
import { cardSheet } from '../pdf/card-sheet.ts';
import type { Token } from '../postgres/token-rows.ts';
import { Tokens } from '../postgres/tokens.ts';
import { Handles, Input, type Call } from './call.ts';
import { AUTH_SERVICE, BASE_POLICY } from './provided.ts';

const done = { done: true } as const;

@Controller()
export class TokensController {
  constructor(
    private readonly tokens: Tokens,
    private readonly makeToken: MakeToken,
    private readonly makeScratchCards: MakeScratchCards,
    @Inject(AUTH_SERVICE) private readonly auth: AuthService,
    @Inject(BASE_POLICY) private readonly basePolicy: BasePolicy,
  ) {}

  @Handles(api.listTokens)
  async list(@Input() { query, caller }: Call<typeof api.listTokens>) {
    const page = await this.tokens.list(query, caller);
    return { ...page, items: await this.#withUsesLeft(page.items) };
  }

  @Handles(api.getToken)
  async get(@Input() { parameters, caller }: Call<typeof api.getToken>) {
    const token = await this.tokens.get(parameters.id, caller);
    const [state = null] = token.assignment === null ? [] : await this.auth.tokenStates([token.assignment.id]);
    const pinRules = token.assignment === null ? null : await this.#pinRules(token.assignment.userId);
    return { token: { ...token, usesLeft: state?.usesLeft ?? null }, state, temporaryPassword: await this.#temporaryPassword(token), pinRules };
  }

  @Handles(api.makeToken)
  async make(@Input() { body, caller }: Call<typeof api.makeToken>) {
    const made = this.makeToken.prepare(body, await this.tokens.ownerOf(body, caller));
    const token = await this.tokens.create(made.token, body.assignTo, caller);
    return { token, otpauth: made.otpauth };
  }

  @Handles(api.makeScratchCards)
  async makeCards(@Input() { body, caller }: Call<typeof api.makeScratchCards>) {
    const made = this.makeScratchCards.prepare(body);
    const tokens = await this.tokens.createAll(body.siteId, made.tokens, caller);
    return { tokens, document: cardSheet(made.cards, body.language).toString('base64url') };
  }

  @Handles(api.updateToken)
  async update(@Input() { parameters, body, ...asked }: Call<typeof api.updateToken>) {
    return this.tokens.update(parameters.id, body, asked);
  }

  @Handles(api.deleteToken)
  async delete(@Input() { parameters, ...asked }: Call<typeof api.deleteToken>) {
    await this.tokens.delete(parameters.id, asked);
    return done;
  }

  @Handles(api.assignToken)
  async assign(@Input() { parameters, body, caller }: Call<typeof api.assignToken>) {
    return this.tokens.assign(parameters.id, body.userId, caller);
  }

  @Handles(api.unassignToken)
  async unassign(@Input() { parameters, caller }: Call<typeof api.unassignToken>) {
    return this.tokens.unassign(parameters.id, caller);
  }

  @Handles(api.reportTokenLost)
  async lost(@Input() { parameters, body, ...asked }: Call<typeof api.reportTokenLost>) {
    return this.tokens.update(parameters.id, { lost: body.lost }, asked);
  }

  @Handles(api.setTokenPin)
  async setPin(@Input() { parameters, body, caller }: Call<typeof api.setTokenPin>) {
    const { id, userId } = await this.#assignmentOf(parameters.id, caller);
    try {
      await this.auth.setPin(id, body.pin, caller.actor);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'new-pin-refused') throw error;
      const rules = await this.#pinRules(userId);
      // What stands in no rule is known to auth alone: the PIN before.
      throw new Refused(error.code, PIN_FAULTS[pinFault(body.pin, rules, null) ?? 'same-as-before'](rules));
    }
    return done;
  }

  @Handles(api.clearTokenPin)
  async clearPin(@Input() { parameters, caller }: Call<typeof api.clearTokenPin>) {
    await this.auth.clearPin((await this.#assignmentOf(parameters.id, caller)).id, caller.actor);
    return done;
  }

  @Handles(api.setTokenMode)
  async setMode(@Input() { parameters, body, caller }: Call<typeof api.setTokenMode>) {
    await this.auth.setTokenMode((await this.#assignmentOf(parameters.id, caller)).id, body.mode, caller.actor);
    return done;
  }

  @Handles(api.synchroniseToken)
  async synchronise(@Input() { parameters, body, caller }: Call<typeof api.synchroniseToken>) {
    const token = await this.tokens.forChange(parameters.id, caller);
    return this.auth.synchronise(token.id, body.code1, body.code2, caller.actor);
  }

  /** Only auth knows what was used. Without it the list is still the list: the cards on it say nothing about what is left. */
  async #withUsesLeft(tokens: readonly Token[]): Promise<Token[]> {
    const held = tokens.flatMap(({ uses, assignment }) => (uses === null || assignment === null ? [] : [assignment.id]));
    const states = held.length === 0 ? [] : await this.auth.tokenStates(held).catch(() => []);
    const left = new Map(states.map(({ assignmentId, usesLeft }) => [assignmentId, usesLeft]));
    return tokens.map((token) => ({ ...token, usesLeft: token.assignment === null ? null : left.get(token.assignment.id) ?? null }));
  }

  async #temporaryPassword({ lost, assignment }: Token): Promise<api.TemporaryPassword | null> {
    if (!lost || assignment === null) return null;
    const found = (await this.auth.standIns(assignment.userId)).find(({ assignmentId }) => assignmentId === assignment.id);
    if (found === undefined) return null;
    const { createdAt, createdBy, expiresAt } = found;
    return { createdAt, createdBy, expiresAt };
  }

  /** As auth judges: what the levels set, and where they set nothing its own settings. */
  async #pinRules(userId: string): Promise<PinRules> {
    const [set, base] = await Promise.all([this.tokens.policyOf(userId), this.basePolicy.current()]);
    return pinRulesOf(completePolicy(set, base));
  }

  async #assignmentOf(tokenId: string, caller: Caller): Promise<NonNullable<Token['assignment']>> {
    const { assignment } = await this.tokens.forChange(tokenId, caller);
    if (assignment === null) throw new Refused('token-not-assigned');
    return assignment;
  }
}

const PIN_FAULTS: Readonly<Record<PinFault, (rules: PinRules) => string>> = {
  'too-short': ({ minimum }) => `It needs ${minimum} characters.`,
  'too-long': ({ maximum }) => `It may have ${maximum} characters.`,
  'not-letters-and-digits': () => 'It has to be of letters (a to z) and digits.',
  'not-digits': () => 'It has to be of digits alone.',
  'too-simple': () => 'It is a row, such as 1234 or 1111.',
  'same-as-before': () => 'It is the one before.',
};
