/** An API key taken apart. */
export interface ApiKeyParts {
  /** Of its row; no secret. */
  readonly id: string;
  /** The whole key. */
  readonly key: string;
}

/** `cs_<identifier without hyphens>_<secret>`; the secret is 32 random bytes as base64url. */
const FORM = /^cs_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

export const formatApiKey = (id: string, secret: Uint8Array): string => `cs_${id.replaceAll('-', '')}_${Buffer.from(secret).toString('base64url')}`;

/** Undefined when it has not the form of a key. */
export function parseApiKey(key: string): ApiKeyParts | undefined {
  const parts = FORM.exec(key);
  return parts === null ? undefined : { id: parts.slice(1, 6).join('-'), key };
}
