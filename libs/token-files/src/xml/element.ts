/** A small XML element, as far as seed files need one: local names only, because vendors use any namespace prefix. */

export interface XmlAttribute {
  /** Local name in lower case: drafts of PSKC differ in case. */
  readonly name: string;
  readonly value: string;
}

export interface XmlElement {
  /** Local name. */
  readonly name: string;
  /** Line on which the element's tag begins. */
  readonly line: number;
  /** Without namespace declarations. */
  readonly attributes: XmlAttribute[];
  readonly children: XmlElement[];
  /** Its own character data, comments left out, CDATA taken in. */
  text: string;
}

/** The part of a qualified name after its prefix. */
export function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

/** First child of this name, or else of the other name. */
export function child(parent: XmlElement | undefined, name: string, otherName?: string): XmlElement | undefined {
  if (parent === undefined) return undefined;
  for (const element of parent.children) if (element.name === name) return element;
  return otherName === undefined ? undefined : child(parent, otherName);
}

/** The element at the end of a path of first children. */
export function descendant(parent: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((element, name) => child(element, name), parent);
}

/** Trimmed text of an element; undefined when there is no element or no text. */
export function textOf(element: XmlElement | undefined): string | undefined {
  const text = element?.text.trim();
  return text === '' ? undefined : text;
}

/** Trimmed value of the first attribute of one of these lower-case names; undefined when absent or empty. */
export function attribute(element: XmlElement | undefined, ...names: readonly string[]): string | undefined {
  if (element === undefined) return undefined;
  for (const { name, value } of element.attributes) {
    if (names.includes(name) && value.trim() !== '') return value.trim();
  }
  return undefined;
}
