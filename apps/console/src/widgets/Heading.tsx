import type { ReactNode } from 'react';

/** The heading of a page that has nothing else; screen readers go from heading to heading. */
export function Heading({ text }: { readonly text: string }): ReactNode {
  return <h1 style={{ fontSize: 24, margin: 0 }}>{text}</h1>;
}
