import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Refused } from '../../domain/refused.ts';
import { ApiKeys } from '../postgres/api-keys.ts';
import type { AuthenticatedRequest } from './call.ts';

const PUBLIC = 'countersign:public';

/** A route that needs no API key. Every other one does. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);

/** Lets in who sends `Authorization: Bearer <API key>`. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(private readonly apiKeys: ApiKeys) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (Reflect.getMetadata(PUBLIC, context.getClass()) === true) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const [, key] = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(request.headers.authorization ?? '') ?? [];
    const found = key === undefined ? undefined : await this.apiKeys.identify(key);
    if (found === undefined) throw new Refused('unauthenticated');
    request.actor = { kind: 'api-key', id: found.id, label: found.name, address: request.ip };
    return true;
  }
}
