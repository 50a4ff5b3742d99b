import type { ReactNode } from 'react';

const POINT_IN_TIME = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$/;

/** A date is not broken at its hyphens, as browsers do; between date and time it may be. Other text stays as it is. */
export function unbroken(text: string): ReactNode {
  if (!POINT_IN_TIME.test(text)) return text;
  const [date, time] = text.split(' ');
  return <><span className="together">{date}</span>{time === undefined ? null : <> <span className="together">{time}</span></>}</>;
}
