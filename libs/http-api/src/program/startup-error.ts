/** Thrown while an app is built, when what it was given is wrong: its message is one sentence for the operator, without secrets. */
export class StartupError extends Error {}

/** The address could not be listened on; `cause` is what the system said. */
export class CannotListen extends Error {
  constructor(cause: unknown) {
    super('the address cannot be listened on', { cause });
  }
}
