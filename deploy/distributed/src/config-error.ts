/** A setting is unknown or cannot be used; the message names it. */
export class ConfigError extends Error {}
