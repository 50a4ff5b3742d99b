import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { parseApiKey, type ApiKeyParts } from '../../domain/api-key.ts';
import { Refused } from '../../domain/refused.ts';
import { WrongKeyThrottle } from '../../domain/wrong-key-throttle.ts';
import { ApiKeys } from '../postgres/api-keys.ts';
import type { AuthenticatedRequest } from './call.ts';
import { sourceAddress, throttledSource } from './source-address.ts';
import { Throttled } from './throttled.ts';

const PUBLIC = 'countersign:public';

/** A route that needs no API key. Every other one does. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Lets in who sends `Authorization: Bearer <API key>`, and slows down who tries keys. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  readonly #throttle = new WrongKeyThrottle();

  constructor(private readonly apiKeys: ApiKeys, private readonly now: () => number) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (Reflect.getMetadata(PUBLIC, context.getClass()) === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const address = sourceAddress(request.ip);
    const found = await this.#identify(bearerOf(request.headers.authorization), throttledSource(address));
    request.actor = { kind: 'api-key', id: found.id, label: found.name, address };
    return true;
  }

  /** @throws Refused unauthenticated; Throttled */
  async #identify(bearer: string | undefined, source: string): Promise<{ id: string; name: string }> {
    if (bearer === undefined) throw new Refused('unauthenticated');
    const parts: ApiKeyParts | undefined = parseApiKey(bearer);
    const delayMs = this.#throttle.delayOf(source, parts?.id ?? '', this.now());
    if (delayMs > 0) throw new Throttled(delayMs);
    const found = parts === undefined ? undefined : await this.apiKeys.identify(parts);
    if (found === undefined) {
      this.#throttle.wrong(source, this.now());
      throw new Refused('unauthenticated');
    }
    this.#throttle.right(source, found.id, this.now());
    return found;
  }
}

function bearerOf(header: string | undefined): string | undefined {
  const [, key] = /^Bearer +(\S.*)$/i.exec(header ?? '') ?? [];
  return key;
}
