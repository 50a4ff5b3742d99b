/** The request does not fit its schema. Names fields, never their values. */
export class BadInput extends Error {
  override readonly name = 'BadInput';

  constructor(readonly errors: readonly { path: string; message: string }[]) {
    super('bad-request');
  }
}
