/** Decides sign-ins. Owns schema `authn`: counters, failures, PINs, lockouts and remembered answers. */
export * from './create-auth-service.ts';
