/** Thrown while an app is built from invalid input. The message is one sentence for the operator, without secrets. */
export class StartupError extends Error {}

/** The server cannot listen on its address. `cause` is the error of the operating system. */
export class CannotListen extends Error {
  constructor(cause: unknown) {
    super('the address cannot be listened on', { cause });
  }
}
