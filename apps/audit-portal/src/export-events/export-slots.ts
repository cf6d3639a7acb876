/** Limits the exports that run at once, because each holds a database connection for as long as its receiver takes. */
export class ExportSlots {
  private taken = 0;

  constructor(readonly limit: number) {}

  /** Leaves some of the pool to the requests for pages. */
  static ofPool(poolSize: number): ExportSlots {
    return new ExportSlots(Math.max(1, Math.floor(poolSize / 2)));
  }

  get inUse(): number {
    return this.taken;
  }

  /** @returns the function that gives the slot back (once, however often it is called), or undefined when none is free. */
  take(): (() => void) | undefined {
    if (this.taken >= this.limit) return undefined;
    this.taken += 1;
    let held = true;
    return () => {
      if (held) this.taken -= 1;
      held = false;
    };
  }
}
