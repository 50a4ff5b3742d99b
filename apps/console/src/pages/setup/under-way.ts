const KEPT_AS = 'countersign-setup';

/** Keeps where the assistant is, for pages that it leads to; in this tab alone. Undefined: it is over. */
export function keepSetup(address: string | undefined): void {
  if (address === undefined) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, address);
}

/** The address at which the assistant goes on for this user; undefined while it is not under way for that one. */
export function setupOf(userId: string): string | undefined {
  const address = sessionStorage.getItem(KEPT_AS) ?? '';
  return new URLSearchParams(address.split('?')[1]).get('user') === userId ? address : undefined;
}
