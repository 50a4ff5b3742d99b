/** A clock that stands still until it is told to move. Times are milliseconds since 1970. */
export interface FakeClock {
  now(): number;
  /** Moves it, backwards when negative, and returns the new time. */
  advance(ms: number): number;
  set(ms: number): void;
}

/** Some moment, the same in every run; not a round number in any unit, so that cut digits show. */
const SOME_MOMENT = Date.UTC(2026, 2, 14, 15, 9, 26, 535);

/** Makes a clock for code that takes `now` as an argument. */
export function fakeClock(startMs: number = SOME_MOMENT): FakeClock {
  let time = startMs;
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
      return time;
    },
    set: (ms) => { time = ms; },
  };
}
