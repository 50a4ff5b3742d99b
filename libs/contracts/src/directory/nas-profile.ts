/** What Countersign knows of a kind of device that asks it by RADIUS. A device's own manual has the last word. */
export interface NasProfile {
  readonly label: Text;
  /** Put behind each question: a device that shows Reply-Message as it is needs a colon and a space. */
  readonly promptSuffix: string;
  /** Seconds that it waits for an answer before it asks again, as it comes and as it should be: an answer takes 2.5 s at most. */
  readonly timeoutSeconds: { readonly factory: number; readonly recommended: number };
  /** How often it asks one server in all. */
  readonly tries: { readonly factory: number; readonly recommended: number };
  /** Whether it puts a Message-Authenticator into sign-ins: then it can be required of it. */
  readonly messageAuthenticator: 'always' | 'recent-versions' | 'never';
  /** Whether it can ask a person for a new PIN or the next tokencode (Access-Challenge). */
  readonly challenges: boolean;
  /** Whether it reports sessions, without which there is no limit of them and no pool. */
  readonly accounting: boolean;
  /** What one usually wants to send to it; the value is an example. */
  readonly replyAttributes: readonly { readonly name: string; readonly value: string }[];
  /** How to set the device up. `SERVER` and `SECRET` stand for the address and the shared secret. */
  readonly setup: { readonly en: readonly string[]; readonly zh: readonly string[] };
}

export interface Text {
  readonly en: string;
  readonly zh: string;
}
