/**
 * A RADIUS client has 256 identifiers per socket; a slot is one socket's identifier. There are many more of them than
 * requests in flight: refusals are held back for a second on purpose, and keep their slots meanwhile.
 */
export const SOCKETS = 64;
const IDENTIFIERS = 256;
export const SLOTS = SOCKETS * IDENTIFIERS;

/** Neighbouring requests go through different sockets: gateways that share a port are chosen by socket. */
export const socketOf = (slot: number): number => slot % SOCKETS;
export const identifierOf = (slot: number): number => Math.floor(slot / SOCKETS);
export const slotOf = (socket: number, identifier: number): number => identifier * SOCKETS + socket;
