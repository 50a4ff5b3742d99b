/** Files of users as spreadsheets write them: where their records are, and what their columns mean. Runs in a browser, too. */
export * from './csv-records.ts';
export * from './user-columns.ts';
