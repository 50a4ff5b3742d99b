/** What a function returns when outside input may be unusable: the value, or one reason of a closed set. */
export type Outcome<Value, Reason extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: Reason };

export function usable<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function refused<Reason extends string>(reason: Reason): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason };
}

/**
 * The value of an outcome where a refusal would be a mistake of the calling code, such as an attribute that it wrote
 * itself.
 * @throws RangeError with the reason as its message
 */
export function unwrap<Value>(outcome: Outcome<Value, string>): Value {
  if (!outcome.ok) throw new RangeError(outcome.reason);
  return outcome.value;
}
