/** The value of an outcome that cannot be a refusal here. */
export function must<T>(outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}
