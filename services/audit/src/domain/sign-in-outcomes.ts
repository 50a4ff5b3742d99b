import { type ResultCode, resultCodes } from '@countersign/contracts';

/** Results of a sign-in (numbers below 200) that are no refusal. */
export const ACCEPTED: readonly ResultCode[] = ['accepted', 'new-pin-set', 'administrator-signed-in'];
export const CHALLENGED: readonly ResultCode[] = ['challenge-new-pin', 'challenge-next-tokencode'];

/** Every other result is a refusal. */
export const REFUSED: readonly string[] = Object.keys(resultCodes).filter((code) => ![...ACCEPTED, ...CHALLENGED].some((other) => other === code));

export const isRefused = (result: ResultCode): boolean => REFUSED.includes(result);
