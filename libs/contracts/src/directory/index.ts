/** What the owner of schema `directory` and those who read its views agree on beyond columns. */
export * from './access-times.ts';
export * from './address-pool.ts';
export * from './login-name.ts';
export * from './nas-profiles.ts';
export * from './radius-profile.ts';
export * from './seed-aad.ts';
export * from './token-csv.ts';
export * from './token-file-kinds.ts';
export * from './user-csv/index.ts';
export * from './first-factor.ts';
