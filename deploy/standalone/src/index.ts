/** Every service in one process, nothing else installed: for a laptop, a demonstration, a small office. */
export * from './config.ts';
export * from './start-standalone.ts';
