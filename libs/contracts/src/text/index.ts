/** What text of people and devices may be, and how it leaves as a file. Runs in a browser, too. */
export * from './alphabets.ts';
export * from './csv-cell.ts';
export * from './hidden-characters.ts';
export { lineSchema, shownLineSchema } from './line.ts';
