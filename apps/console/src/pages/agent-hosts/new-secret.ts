const SECRET_BYTES = 24;

/**
 * A shared secret of letters and digits that people can paste anywhere, of some 190 random bits: two of the 64
 * signs stand in for the others, as a secret that begins with a hyphen is an option to programs such as radclient.
 */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', 'x').replaceAll('/', 'y');
}
