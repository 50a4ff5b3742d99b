/** The audit trail: consumes the stream, chains it, answers queries. Owns schema `audit`. */
export * from './create-audit-service.ts';
export { defaultAuditLimits } from './limits.ts';
