/**
 * Every message between services and every result code: zod schemas, subjects and versions; types are inferred. The admin
 * API has an entry of its own, `@countersign/contracts/admin-api`: its schemas are 2.7 MB of heap, which no other service needs.
 */
export * from './auth/v1/index.ts';
export * from './radius-gateway/v1/index.ts';
export * from './audit/v1/index.ts';
export * from './directory/index.ts';
export * from './policies/index.ts';
export * from './result-codes/index.ts';
export * from './service-health/v1/index.ts';
export * from './text/index.ts';
