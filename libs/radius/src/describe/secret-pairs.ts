/** Names of vendor pairs whose value opens something: "ipsec:tunnel-password", "psk", "mppe-key", "shared-secret". */
const SECRET_NAME = /(?:pass(?:word|wd|phrase|code)?|secret|psk|key|credentials?)$/i;
/** Cisco writes "name=value" for what must be obeyed and "name*value" for what may be ignored. */
const PAIR = /^(?<name>[^=*]+)(?<separator>[=*]).+$/s;

/** The pair with its value replaced when its name says that it is a secret; any other text as it is. */
export function hideSecretOfPair(text: string, replacement: string): string {
  const groups = PAIR.exec(text)?.groups;
  if (groups === undefined) return text;
  const { name = '', separator = '' } = groups;
  return SECRET_NAME.test(name.trim()) ? `${name}${separator}${replacement}` : text;
}
