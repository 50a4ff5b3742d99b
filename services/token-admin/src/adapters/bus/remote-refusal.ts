import { resultCodeSchema } from '@countersign/contracts';
import { BusError } from '@countersign/messaging';
import { Refused } from '../../domain/refused.ts';

/** A bus error as a refusal: with the code of whoever refused, or with what kept the service from answering. */
export function remoteRefusal(error: unknown, service: string): unknown {
  if (!(error instanceof BusError)) return error;
  const refused = resultCodeSchema.safeParse(error.resultCode);
  if (refused.success) return new Refused(refused.data);
  switch (error.code) {
    case 'unavailable':
    case 'no-responder':
      return new Refused('unavailable', `Service ${service} cannot be reached.`);
    case 'deadline-exceeded':
      return new Refused('deadline-exceeded', `Service ${service} did not answer in time.`);
    default:
      return error;
  }
}
