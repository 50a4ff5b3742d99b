/** From the one that tells most to the one that tells least. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
