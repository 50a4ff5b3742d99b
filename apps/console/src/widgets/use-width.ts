import { type RefCallback, useCallback, useState } from 'react';

/** The width of an element in CSS pixels, as it changes; the given one until it is known. */
export function useWidth(before: number): readonly [number, RefCallback<HTMLElement>] {
  const [width, setWidth] = useState(before);
  const watch = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, watch];
}
