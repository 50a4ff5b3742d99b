/** The edge's own rules: who sent this, was it seen before, when may a reply leave, what was dropped. Pure. */
export * from './held-replies.ts';
export * from './host-table.ts';
export * from './line-budget.ts';
export * from './protection-sightings.ts';
export * from './recent-drops.ts';
export * from './seen-requests.ts';
