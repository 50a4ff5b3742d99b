/**
 * Gives each style element that is made from now on the page's nonce. Ant Design passes the nonce on to most of its
 * styles; the parts that lock the page's scrolling and measure scroll bars do not.
 */
export function giveStylesTheNonce(nonce: string): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
