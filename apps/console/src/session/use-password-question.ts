import { useCallback, useRef, useState } from 'react';

export interface Question {
  /** @returns whether the password was given; the same answer for all who ask while the question stands */
  readonly ask: () => Promise<boolean>;
  /** While the question stands: ends it. */
  readonly answer: ((given: boolean) => void) | undefined;
  /** Nobody is left who could answer it: it ends as one to which nothing was given. */
  readonly withdraw: () => void;
}

interface Standing {
  readonly given: Promise<boolean>;
  readonly answer: (given: boolean) => void;
}

/** The question for the own password, of which one stands at a time. */
export function usePasswordQuestion(): Question {
  const standing = useRef<Standing | undefined>(undefined);
  const [answer, setAnswer] = useState<Standing['answer']>();
  const ask = useCallback(async () => {
    if (standing.current === undefined) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const end = (given: boolean): void => {
        standing.current = undefined;
        setAnswer(undefined);
        resolve(given);
      };
      standing.current = { given: promise, answer: end };
      setAnswer(() => end);
    }
    return standing.current.given;
  }, []);
  const withdraw = useCallback(() => standing.current?.answer(false), []);
  return { ask, answer, withdraw };
}
