/** A network as people write it: one address without its prefix length. */
export const shownAddress = (network: string): string => network.replace(network.includes(':') ? /\/128$/ : /\/32$/, '');
