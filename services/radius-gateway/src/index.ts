/** The UDP edge: packets in, packets out. No database and no business rule. */
export * from './create-radius-gateway.ts';
