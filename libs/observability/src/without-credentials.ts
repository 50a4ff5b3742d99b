/** User and password of every URL in a text, taken out: `postgres://auth:x@db/` becomes `postgres://[redacted]@db/`. */
export function withoutCredentials(text: string): string {
  return text.includes('://') ? text.replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"']*@/gi, '$1[redacted]@') : text;
}
