/**
 * What is decided at a sign-in, and why. Pure: no Nest, no I/O; time and randomness are arguments.
 *
 * Start reading at `decide-sign-in.ts`: it is the list of steps that every sign-in goes through.
 */
export * from './access-times.ts';
export * from './accounting.ts';
export * from './decision.ts';
export * from './decide-sign-in.ts';
export * from './find-user.ts';
export * from './first-factor.ts';
export * from './login-name.ts';
export * from './network.ts';
export * from './network-access.ts';
export { refuseForWantOfStateStore } from './outcomes.ts';
export * from './judge-policy.ts';
export * from './policy-rules.ts';
export * from './recorded-sign-in.ts';
export * from './rules.ts';
export * from './sign-in-context.ts';
export * from './sign-in-request.ts';
export * from './stand-in.ts';
export * from './subject.ts';
export * from './user-memory.ts';
export * from './administer-token.ts';
export * from './administrator-factor.ts';
export * from './trace.ts';
export { usesLeft } from './token-uses.ts';
