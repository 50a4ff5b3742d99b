/** The UDP edge: packets in, packets out. No database and no business rule. */
export { gatewayTuning, limitsOf as gatewayLimitsOf } from './config.ts';
export * from './create-radius-gateway.ts';
