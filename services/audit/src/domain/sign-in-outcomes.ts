import { type ResultCode, acceptedResults, challengedResults, outcomeOfSignIn, resultCodes } from '@countersign/contracts';

export { acceptedResults as ACCEPTED, challengedResults as CHALLENGED };

/** Every other result is a refusal. */
export const REFUSED: readonly string[] = Object.keys(resultCodes).filter((code) => outcomeOfSignIn(code) === 'refused');

export const isRefused = (result: ResultCode): boolean => outcomeOfSignIn(result) === 'refused';
