/** Something that was done to a process, or that it did: it ended, or was stopped and continued by a signal. */
export interface ProcessEvent {
  readonly at: number;
  readonly process: string;
  readonly event: string;
}

/** The ends and pauses of all processes of an environment. A red run is explained with those around the message in question. */
export class History {
  private readonly events: ProcessEvent[] = [];

  note(process: string, event: string): void {
    this.events.push({ at: Date.now(), process, event });
  }

  /** Those at most `withinMs` before or after one of the moments, oldest first. */
  around(moments: readonly number[], withinMs: number): readonly ProcessEvent[] {
    return this.events.filter(({ at }) => moments.some((moment) => Math.abs(at - moment) <= withinMs));
  }
}
