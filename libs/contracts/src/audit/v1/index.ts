/** What the audit trail holds, and how it is asked, version 1. */
export * from './clip.ts';
export * from './event.ts';
export * from './queries.ts';
export * from './verification.ts';
export * from './reports.ts';
export * from './forwarding.ts';
export * from './explanation.ts';
export * from './trace-texts.ts';
export * from './fact-names.ts';
export * from './fact-values.ts';
