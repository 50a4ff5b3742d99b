/** Pino's levels from "warn" on, by name or number. */
const SERIOUS = /"level":(?:"(?:warn|error|fatal)"|[456]0)/;

/** Our processes log in JSON; of that, only what somebody should look at is passed on. Everything else is. */
export function worthTelling(line: string): boolean {
  return !line.includes('{') || SERIOUS.test(line);
}
