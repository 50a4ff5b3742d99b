/** The directory: sites, groups, users, tokens and agent hosts; owns schema `directory` and serves the admin API. */
export { directoryMigrations } from './migrations/index.ts';
export { adminLimitsOf, tlsOf, trustedProxiesOf } from './config.ts';
export * from './create-token-admin-service.ts';
export * from './first-api-key.ts';
