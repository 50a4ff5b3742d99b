const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text as a person can type it: well-formed UTF-8 without control characters. Null otherwise – where no
 * Message-Authenticator proved the secret, that is what a password decrypted with another secret looks like.
 */
export function readText(bytes: Uint8Array): string | null {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return null;
  }
  return /\p{Cc}/u.test(text) ? null : text;
}
