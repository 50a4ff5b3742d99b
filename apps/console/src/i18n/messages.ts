import type { en } from './en/index.ts';

/** The shape of a dictionary: that of the English one. Texts with a value in them are functions. */
export type Messages = Shape<typeof en>;

type Shape<T> = T extends string ? string : T extends (...values: infer Values) => string ? (...values: Values) => string : { readonly [Key in keyof T]: Shape<T[Key]> };
