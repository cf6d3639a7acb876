/** The port through which an app limits the requests of each client, so that a client that runs wild leaves room for the others. */
export abstract class RequestRates {
  /**
   * Counts a request.
   *
   * @param client a name of the client: its organisation and client id; or its address, where it is not known.
   * @returns the seconds after which the client may ask again, where it has asked too often; undefined where it has not.
   */
  abstract count(request: object, client: string): Promise<number | undefined>;
}

/** Thrown by the guard; it becomes the problem GEN-021. */
export class TooManyRequestsError extends Error {
  constructor(readonly retryAfterSeconds: number) {
    super('the client has sent too many requests');
  }
}
