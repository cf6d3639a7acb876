/** An end or a pause of a process. */
export interface ProcessEvent {
  readonly at: number;
  readonly process: string;
  readonly event: string;
}

/** The ends and pauses of all processes. A red run is explained with those around the message in question. */
export class History {
  private readonly events: ProcessEvent[] = [];

  note(process: string, event: string): void {
    this.events.push({ at: Date.now(), process, event });
  }

  /** The events at most `withinMs` before or after one of the moments, oldest first. */
  around(moments: readonly number[], withinMs: number): readonly ProcessEvent[] {
    return this.events.filter(({ at }) => moments.some((moment) => Math.abs(at - moment) <= withinMs));
  }
}
