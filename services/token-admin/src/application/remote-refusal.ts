/** Another service refused, or could not be asked; `code` is a result code's name. */
export class RemoteRefusal extends Error {
  override readonly name = 'RemoteRefusal';

  constructor(readonly code: string) {
    super(code);
  }
}
