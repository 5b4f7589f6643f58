/** How often a server that dies is started again. Knows the clock readings that it is given, nothing else. */

const limit = 4;
const windowMilliseconds = 3 * 60 * 1000;

export interface Restarts {
  /** Notes a crash at `now` (milliseconds); whether the server may be started again: not at the fifth crash within three minutes. */
  allow(now: number): boolean;
  /** Forgets the crashes, when a person starts the server. */
  reset(): void;
}

export function restarts(): Restarts {
  let crashes: number[] = [];
  return {
    allow(now) {
      crashes = [...crashes.filter((at) => now - at < windowMilliseconds), now];
      return crashes.length <= limit;
    },
    reset() {
      crashes = [];
    },
  };
}
