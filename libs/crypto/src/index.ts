/**
 * Sealing of secrets at rest and on the bus, keyed MACs, password hashing, and where keys come from. Nothing here
 * puts key material or a secret into an error.
 */
export * from './constant-time.ts';
export * from './derived-keys.ts';
export * from './key-error.ts';
export * from './key-source.ts';
export * from './keyed-mac.ts';
export * from './keyring.ts';
export * from './password-process.ts';
export * from './passwords.ts';
export * from './purpose-keys.ts';
export * from './purposes.ts';
export * from './random-pool.ts';
export * from './sealer.ts';
export * from './service-purposes.ts';
