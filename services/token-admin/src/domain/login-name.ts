/**
 * The form in which login names are stored and compared: NFKC, case-folded. Lower-casing the upper-cased text folds
 * what has no single lower-case form (ß, ſ) as well. auth folds what people type in the same way.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
