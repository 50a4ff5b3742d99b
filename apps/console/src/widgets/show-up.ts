/** For what stands at the head of a form whose button is at its end: a long form is scrolled up to it. */
export const showUp = (node: HTMLElement | null): void => node?.scrollIntoView({ block: 'center' });
