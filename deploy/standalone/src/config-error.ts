/** A setting is unknown or cannot be used; the message names it as it was given. */
export class ConfigError extends Error {}
