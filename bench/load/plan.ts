/** What a load process is told to do: a JSON file, so that the header values need no quoting. */
export interface LoadPlan {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The request as JSON, with `@CASE@` where each gets a case reference of its own. */
  readonly template: string;
  /** Tells the requests of this phase from those of others. */
  readonly prefix: string;
  /** Connections kept alive; in a closed loop also the requests under way. */
  readonly connections: number;
  /** Requests at most. */
  readonly requests: number;
  /** Milliseconds after which no request is begun any more. */
  readonly forMs: number;
  /** Open loop: requests a second, each begun when it is due whatever became of the others. Absent: closed loop. */
  readonly rate?: number;
}

export interface LoadAnswer {
  readonly referralId: string;
  /** Milliseconds since 1970. Open loop: when the request should have begun, so that a stalled server cannot hide. */
  readonly due: number;
  readonly answered: number;
}

export interface LoadReport {
  readonly accepted: readonly LoadAnswer[];
  /** By status, or by the error's code where no answer came. */
  readonly refused: Readonly<Record<string, number>>;
  readonly startedAt: number;
  readonly cpuMs: number;
}
