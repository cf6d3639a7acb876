/** How many exports may run at once: each holds a database connection for as long as its receiver takes. */
export class ExportSlots {
  private taken = 0;

  constructor(readonly limit: number) {}

  /** Leaves some of the pool to everyone who waits for a page. */
  static ofPool(poolSize: number): ExportSlots {
    return new ExportSlots(Math.max(1, Math.floor(poolSize / 2)));
  }

  get inUse(): number {
    return this.taken;
  }

  /** @returns how to give the slot back (once, however often it is called), or undefined when none is free. */
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
