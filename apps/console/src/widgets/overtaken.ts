/** What a form holds, by the names of its fields; a field within an object is named by its path, with dots. */
type Values = Readonly<Record<string, unknown>>;

/** Fields of which one says what the others mean: by its name, theirs. */
export type Choices = Readonly<Record<string, readonly string[]>>;

export interface Overtaken {
  /** The other's values of what was not touched in the form. */
  readonly taken: Values;
  /** Fields that the other changed. */
  readonly theirs: readonly string[];
  /** Of these, what was changed in the form, too, and to something else: what stands there is kept. */
  readonly both: readonly string[];
}

/**
 * Somebody else was faster. Nothing that was typed is lost: what was not touched takes the new values, the rest stays.
 *
 * @param base what the form began with; `now` is what the server has since; `typed` stands in the form
 * @param choices where one of two people chose anew, and the other changed what hangs on the choice, one choice stands with all that belongs to it: the form's
 */
export function overtaken(base: Values, now: Values, typed: Values, choices: Choices = {}): Overtaken {
  const [before, after, there] = [fieldsOf(base), fieldsOf(now), fieldsOf(typed)];
  const theirs = [...new Set([...before.keys(), ...after.keys()])].filter((name) => !isSame(before.get(name), after.get(name)));
  // A field that is not shown now holds nothing.
  const isTouched = (name: string): boolean => there.has(name) && !isSame(there.get(name), before.get(name));
  const together = new Set(Object.entries(choices)
    .filter(([choice, hanging]) => [choice, ...hanging].some((name) => isTouched(name)) && (theirs.includes(choice) || isTouched(choice)))
    .flatMap(([choice, hanging]) => [choice, ...hanging]));
  const untouched = theirs.filter((name) => !isTouched(name) && !together.has(name));
  return {
    theirs,
    taken: nested(untouched.map((name) => [name, after.get(name)])),
    both: theirs.filter((name) => !untouched.includes(name) && !isSame(there.get(name), after.get(name))),
  };
}

/** As they would be sent; an emptied field is like one that was never filled. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** A list and a date are one value, an object is its fields. */
const isObject = (value: unknown): value is Values => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const fieldsOf = (values: Values): Map<string, unknown> => new Map(Object.entries(values).flatMap(([name, value]): [string, unknown][] => (
  isObject(value) ? [...fieldsOf(value)].map(([inner, leaf]) => [`${name}.${inner}`, leaf]) : [[name, value]]
)));

function nested(fields: readonly (readonly [string, unknown])[]): Values {
  const outermost = Map.groupBy(fields, ([name]) => name.split('.', 1)[0] ?? '');
  return Object.fromEntries([...outermost].map(([outer, within]) => [
    outer,
    within[0]?.[0] === outer ? within[0][1] : nested(within.map(([name, value]) => [name.slice(outer.length + 1), value])),
  ]));
}
