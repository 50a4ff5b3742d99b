/** Decides sign-ins. Owns schema `authn`: counters, failures, PINs, lockouts and remembered answers. */
export { authTuning, limitsOf as authLimitsOf, rulesOf as signInRulesOf } from './config.ts';
export * from './create-auth-service.ts';
