/** The admin HTTP API as clients see it: operations, permissions and roles; runs in a browser, too. */
export * from './v1/index.ts';
export * from '../policies/index.ts';
export { describeResult, outcomeOfSignIn, resultCodes, type ResultCode } from '../result-codes/index.ts';
export * from '../text/index.ts';
export * from '../directory/token-csv.ts';
export * from '../directory/token-file-kinds.ts';
export * from '../directory/user-csv/index.ts';
export * from './text-fields.ts';
