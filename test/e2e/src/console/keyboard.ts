import type { Page } from 'playwright-core';

/** Where Tab stopped, in a page into which axe has been put. */
export interface Stop {
  readonly name: string;
  /** Something is drawn around it, or around what it stands in. */
  readonly visible: boolean;
  readonly inView: boolean;
}

const MOST_STOPS = 400;
/** Elements between two looks at whether the round is over. */
const AT_ONCE = 10;

/**
 * Writes each stop down as it gets the focus. A frame of a field counts for the field in it: Ant Design draws around the whole.
 * What is styled as outline or shadow by the focus is what people see.
 */
const RECORDER = `(() => {
  const begun = window.stops !== undefined;
  window.stops = []; window.walked = new Set();
  if (begun) return;
  const drawn = (element) => { for (let each = element, up = 0; each && up < 4; each = each.parentElement, up += 1) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(each);
    if (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 || up < 3 && boxShadow !== 'none') return true;
  } return false; };
  const nameOf = (target) => {
    if (!axe.utils.getNodeFromTree(target)) { axe.teardown(); axe.setup(document); } // another page, or a new part of this one
    return (axe.commons.text.accessibleText(target) || [...target.labels ?? []].map(({ innerText }) => innerText).join(' ')).trim();
  };
  document.addEventListener('focusin', ({ target }) => {
    const { top, bottom, left, right, width, height } = target.getBoundingClientRect();
    window.walked.add(target);
    window.stops.push({
      name: nameOf(target), visible: drawn(target),
      inView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
      label: target.tagName.toLowerCase() + '.' + String(target.className).split(' ')[0],
    });
  });
})()`;

/** Controls that are shown, can be used, and did not get the focus. Of radio buttons, tabs and menus one stop stands for all: arrows lead on. */
const LEFT_OUT = `[...document.querySelectorAll('#content :is(button, a[href], input, textarea, select, [role=button], [role=switch], [role=tree])')].filter((element) => {
  const { width, height } = element.getBoundingClientRect();
  const usable = !element.disabled && element.getAttribute('aria-disabled') !== 'true' && getComputedStyle(element).visibility !== 'hidden';
  const inGroup = element.type === 'radio' || element.closest('[role=tablist], .ant-pagination, [aria-hidden=true]') !== null;
  // Clears a field that Backspace clears, or turns a number that arrows turn.
  const mouseOnly = element.closest('.ant-input-number-actions, .ant-input-clear-icon, .ant-select-clear, .ant-picker-clear') !== null;
  return width > 0 && height > 0 && usable && !inGroup && !mouseOnly && element.type !== 'file' && !window.walked.has(element) && ![...window.walked].some((each) => element.contains(each) || (each.contains(element) && each.id !== 'content'));
}).map((element) => element.outerHTML.slice(0, 120))`;

/** Goes through the content of a page with Tab alone, beginning with the link that skips the navigation. Answers what is wrong, one line each. */
export async function walkContent(page: Page): Promise<string[]> {
  await page.evaluate(RECORDER);
  await page.evaluate(`document.querySelector('.skip-link').focus()`);
  await page.keyboard.press('Enter');
  let stops: (Stop & { readonly label: string })[] = [];
  let isOver = false;
  while (!isOver && stops.length < MOST_STOPS) {
    await Promise.all(Array.from({ length: AT_ONCE }, async () => page.keyboard.press('Tab')));
    isOver = await page.evaluate('window.stops.slice(1).some(({ label }) => label === "a.skip-link") || document.activeElement === document.body');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the recorder wrote
    stops = await page.evaluate('window.stops') as typeof stops;
  }
  const end = stops.findIndex(({ label }, index) => index > 0 && label === 'a.skip-link');
  const within = stops.slice(1, end === -1 ? undefined : end).filter(({ label }) => label !== 'main.ant-layout-content');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a list of texts
  const leftOut = await page.evaluate(LEFT_OUT) as string[];
  return [
    ...isOver ? [] : ['Tab does not come round'],
    ...within.flatMap(({ name, visible, inView, label }) => [
      ...name === '' ? [`${label}: no name`] : [], ...visible ? [] : [`${label} "${name}": the focus is not seen`], ...inView ? [] : [`${label} "${name}": out of view`],
    ]),
    ...leftOut.map((text) => `Tab does not reach ${text}`),
  ];
}
