import { Fragment, type ReactNode } from 'react';

const DATE_OR_TIME = /(\b\d{4}-\d\d-\d\d\b|\b\d\d:\d\d(?::\d\d)?\b)/;

/** A date is not broken at its hyphens, as browsers do, nor a time; around them it may be. Other text stays as it is. */
export function unbroken(text: string): ReactNode {
  if (!DATE_OR_TIME.test(text)) return text;
  // Every other part is what the pattern found.
  return text.split(DATE_OR_TIME).map((part, index) => (
    index % 2 === 1 ? <span key={`${index} ${part}`} className="together">{part}</span> : <Fragment key={`${index} ${part}`}>{part}</Fragment>
  ));
}
