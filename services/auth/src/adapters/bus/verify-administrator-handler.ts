import { type VerifyAdministratorReply, type VerifyAdministratorRequest, verifyAdministratorAad } from '@countersign/contracts';
import type { KeyedMac, Sealer } from '@countersign/crypto';
import { readText } from '../../application/read-text.ts';
import type { VerifyAdministrator } from '../../application/verify-administrator.ts';
import { CONSOLE_ID } from '../../domain/index.ts';

export interface VerifyAdministratorHandlerDependencies {
  readonly administrators: Pick<VerifyAdministrator, 'verify'>;
  readonly sealer: Sealer;
  readonly passcodeMac: KeyedMac;
  readonly sourceMac: KeyedMac;
}

/** Opens what token-admin sealed, and has it judged. */
export function verifyAdministratorHandler({ administrators, sealer, passcodeMac, sourceMac }: VerifyAdministratorHandlerDependencies) {
  return async ({ sealedSecret, ...request }: VerifyAdministratorRequest): Promise<VerifyAdministratorReply> => {
    const secret = sealer.open(Buffer.from(sealedSecret, 'base64url'), verifyAdministratorAad(request.requestKey));
    return administrators.verify({
      ...request,
      secret: readText(secret),
      secretMac: passcodeMac.mac(text(CONSOLE_ID), secret).toString('base64url'),
      source: sourceMac.mac(text(CONSOLE_ID), text(request.source)).subarray(0, 16).toString('base64url'),
    });
  };
}

const text = (value: string): Buffer => Buffer.from(value, 'utf8');
