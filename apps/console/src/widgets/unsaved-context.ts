import { createContext, useContext, useEffect, useRef } from 'react';

/** What would be lost by leaving the page. */
export interface Unsaved {
  /** Asked at the moment of leaving. */
  readonly isUnsaved: () => boolean;
  /** A secret shown this once, rather than something typed. */
  readonly isSecret?: boolean;
  /** It stays while other parameters of the same page's address come and go. */
  readonly isOfPage?: boolean;
}

export interface UnsavedWork {
  /** @returns what takes it off again */
  readonly keep: (work: { readonly current: Unsaved }) => () => void;
  /** Goes on at once where nothing would be lost, else when the person says so. */
  readonly askBefore: (proceed: () => void) => void;
}

export const UnsavedContext = createContext<UnsavedWork | null>(null);

export function useUnsavedWork(): UnsavedWork {
  const work = useContext(UnsavedContext);
  if (work === null) throw new Error('no UnsavedGuard above');
  return work;
}

/** While it says that something is unsaved, whoever leaves – by a link, another address of this page, Back, signing out or closing the tab – is asked first. */
export function useUnsaved(isUnsaved: Unsaved['isUnsaved'], kind: Omit<Unsaved, 'isUnsaved'> = {}): void {
  const { keep } = useUnsavedWork();
  const latest = useRef<Unsaved>({ ...kind, isUnsaved });
  latest.current = { ...kind, isUnsaved };
  useEffect(() => keep(latest), [keep]);
}
