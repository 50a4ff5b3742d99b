/** What the audit trail holds, and how it is asked, version 1. */
export * from './clip.ts';
export * from './event.ts';
export * from './queries.ts';
