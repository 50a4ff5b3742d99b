import * as adminApi from '@countersign/contracts/admin-api';
import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { parseApiKey, type ApiKeyParts } from '../../domain/api-key.ts';
import { requirePermission, type Caller } from '../../domain/caller.ts';
import { isAmong } from '../../domain/network-address.ts';
import { Refused } from '../../domain/refused.ts';
import { Throttled } from '../../domain/throttled.ts';
import { WrongKeyThrottle } from '../../domain/wrong-key-throttle.ts';
import type { ApiKeys, KeyHolder } from '../postgres/api-keys.ts';
import type { Settings } from '../postgres/settings.ts';
import { operationOf, type AuthenticatedRequest } from './call.ts';
import { requireOwnOrigin } from './request-origin.ts';
import type { SessionAccess } from './session-access.ts';
import { sessionIdOf } from './session-cookie.ts';
import { sourceAddress, throttledSource } from './source-address.ts';

const PUBLIC = 'countersign:public';

/** A controller that anybody may ask, from anywhere. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

export interface AccessGuardParts {
  readonly apiKeys: ApiKeys;
  readonly sessions: SessionAccess;
  readonly settings: Settings;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Nobody yet: who is about to sign in. */
const nobody = (address: string): Caller => ({
  actor: { kind: 'system', id: null, label: 'nobody', address }, role: null, permissions: new Set(), scope: { kind: 'groups', ids: [] },
});

/**
 * Lets in who administers from an allowed address, with an API key (`Authorization: Bearer`) or a session, and may do
 * what is asked for. A request with a key has no session, whatever cookie it carries.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #throttle = new WrongKeyThrottle();

  constructor(private readonly parts: AccessGuardParts) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (Reflect.getMetadata(PUBLIC, context.getClass()) === true) return true;
    const operation = operationOf(context.getHandler());
    if (operation === undefined) throw new Error('A route of the admin API needs an operation.');
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const address = sourceAddress(request.ip);
    const identify = async (): Promise<Caller> => {
      await this.#requireAllowed(address);
      return this.#identify(request, operation, address);
    };
    request.caller = await identify();
    request.identifyAgain = identify;
    return true;
  }

  /** @throws Refused forbidden */
  async #requireAllowed(address: string): Promise<void> {
    const { administrationAddresses } = await this.parts.settings.current();
    if (administrationAddresses.length > 0 && !isAmong(address, administrationAddresses)) throw new Refused('forbidden', 'Administration is not allowed from this address.');
  }

  async #identify(request: AuthenticatedRequest, { permission }: adminApi.Operation, address: string): Promise<Caller> {
    if (permission === 'anyone') {
      // Nobody's page signs a browser in, as somebody who then works for another.
      if (request.method !== 'GET') requireOwnOrigin(request);
      return nobody(address);
    }
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const holder = await this.#holderOf(bearerOf(authorization), throttledSource(address));
      if (permission === 'session') throw new Refused('unauthenticated', 'An API key has no session.');
      return permitted(callerOf(holder, address), permission);
    }
    const live = await this.#sessionOf(request, address);
    if (permission === 'session') {
      request.session = live;
      return live.caller;
    }
    if (live.session.content.stage !== 'signed-in') throw new Refused('unauthenticated');
    return permitted(live.caller, permission);
  }

  async #sessionOf(request: AuthenticatedRequest, address: string) {
    const id = sessionIdOf(request);
    if (id === undefined) throw new Refused('unauthenticated');
    const { method, headers } = request;
    if (method !== 'GET') requireOwnOrigin(request);
    const csrf = headers[adminApi.CSRF_HEADER];
    // An event stream comes back by itself for as long as its page is open.
    const background = headers[adminApi.BACKGROUND_HEADER] !== undefined || headers.accept === 'text/event-stream';
    return this.parts.sessions.identify({ id, method, address, background, csrf: typeof csrf === 'string' ? csrf : undefined });
  }

  /** @throws Refused unauthenticated; Throttled */
  async #holderOf(bearer: string | undefined, source: string): Promise<KeyHolder> {
    if (bearer === undefined) throw new Refused('unauthenticated');
    const { apiKeys, now } = this.parts;
    const parts: ApiKeyParts | undefined = parseApiKey(bearer);
    const delayMs = this.#throttle.delayOf(source, parts?.id ?? '', now());
    if (delayMs > 0) throw new Throttled(delayMs);
    const found = parts === undefined ? undefined : await apiKeys.identify(parts);
    if (found === undefined) {
      this.#throttle.wrong(source, now());
      throw new Refused('unauthenticated');
    }
    this.#throttle.right(source, found.id, now());
    return found;
  }
}

/** @throws Refused forbidden */
function permitted(caller: Caller, permission: adminApi.Permission): Caller {
  requirePermission(caller, permission);
  return caller;
}

function callerOf({ id, name, ownerId, permissions, scope }: KeyHolder, address: string): Caller {
  return {
    actor: { kind: 'api-key', id, label: name, address }, role: null, scope,
    permissions: new Set(permissions ?? adminApi.permissions),
    ...ownerId === null ? {} : { keyOwnerId: ownerId },
  };
}

function bearerOf(header: string): string | undefined {
  const [, key] = /^Bearer +(\S.*)$/i.exec(header) ?? [];
  return key;
}
