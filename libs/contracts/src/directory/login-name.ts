/**
 * The form in which login names are stored and compared: compatibility-normalised and case-folded (Unicode 3.13, D146).
 * What people type is folded in the same way as what stands in `login_folded`, and a folded name folds to itself. Upper
 * case stands between two lower cases because ß and ſ have no lower-case form of their own while ẞ has no upper-case
 * one; decomposing first keeps marks that have a case (ͅ) apart from their letters.
 */
export function foldLogin(login: string): string {
  return login.normalize('NFKD').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC');
}
