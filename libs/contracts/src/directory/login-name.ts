/**
 * The form in which login names are stored and compared: NFKC, case-folded. What people type is folded in the same way
 * as what stands in `login_folded`. Lower-casing the upper-cased text folds what has no single lower-case form (ß, ſ)
 * as well.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
