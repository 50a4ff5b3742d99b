import { useCallback, useRef } from 'react';

/**
 * Hears of ids that a page shows and that nobody here can name: what is known is read again, once for all ids of one
 * drawing, and once for each id ever. One that stays unknown was deleted, or lies beyond the reader's scope.
 */
export function useUnknownIds(readAgain: () => void): (id: string) => void {
  const met = useRef(new Set<string>());
  const due = useRef(false);
  return useCallback((id: string) => {
    if (met.current.has(id)) return;
    met.current.add(id);
    if (due.current) return;
    due.current = true;
    // It is heard while a page is drawn, where nothing may be set.
    queueMicrotask(() => {
      due.current = false;
      readAgain();
    });
  }, [readAgain]);
}
