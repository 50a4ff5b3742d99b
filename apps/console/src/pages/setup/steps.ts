/** What the assistant needs, in the order in which it asks for it. */
export const parts = ['site', 'host', 'user', 'token'] as const;
export type Part = (typeof parts)[number];
export type Step = Part | 'test';
export const steps: readonly Step[] = [...parts, 'test'];

/** What was made or chosen so far, and the step that is shown where that is an earlier one. */
export type Chosen = Readonly<Partial<Record<Part | 'at', string>>>;

/** What is good no more when another one is chosen: agent hosts and users belong to a site, a token to a user. */
const hangingOn: Readonly<Record<Part, readonly Part[]>> = { site: ['host', 'user', 'token'], host: [], user: ['token'], token: [] };

/** The first step that has nothing yet. */
export const reachedStep = (chosen: Chosen): number => steps.findIndex((step) => step === 'test' || chosen[step] === undefined);

/** The step that is shown: never one behind the first that has nothing. */
export function currentStep(chosen: Chosen): number {
  const wished = steps.findIndex((step) => step === chosen.at);
  return wished === -1 ? reachedStep(chosen) : Math.min(wished, reachedStep(chosen));
}

/** What changes when a step is done: the next one is shown, with what was chosen there already unless that hangs on the former choice. */
export function doneWith(part: Part, id: string, chosen: Chosen): Partial<Record<Part | 'at', string | undefined>> {
  const given = chosen[part] === id ? [] : hangingOn[part];
  return { ...Object.fromEntries(given.map((name) => [name, undefined])), [part]: id, at: steps[steps.indexOf(part) + 1] };
}
