/** PostgreSQL for the services: roles and schemas, migrations, pools, what an error means, and the outbox relay. */
export * from './bootstrap.ts';
export * from './brief-lock.ts';
export { OtherInstallationError } from './installation-mark.ts';
export * from './connection-times.ts';
export * from './database-errors.ts';
export * from './impatient-client.ts';
export * from './migrate.ts';
export * from './migrate-in-process.ts';
export * from './outbox-age.ts';
export * from './outbox-relay.ts';
export * from './time-ordered-id.ts';
export * from './transaction.ts';
export * from './pool.ts';
export * from './role-passwords.ts';
export * from './roles.ts';
export * from './url-with-password.ts';
