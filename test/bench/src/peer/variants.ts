/** How much of our work the peer does. */
export const PEER_VARIANTS = ['same-work', 'no-record', 'no-protection'] as const;
export type PeerVariant = (typeof PEER_VARIANTS)[number];

export const PEER_TEXTS: Readonly<Record<PeerVariant, string>> = {
  'same-work': 'FreeRADIUS, same work',
  'no-record': 'FreeRADIUS without record',
  'no-protection': 'FreeRADIUS without replay protection or record',
};
