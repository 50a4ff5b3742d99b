/** What settings are made of, for whoever reads them before anything else is loaded. */
export * from './common-settings.ts';
export * from './read-settings.ts';
export * from './setting.ts';
