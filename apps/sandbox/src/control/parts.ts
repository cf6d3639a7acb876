import { failure, success, type Outcome } from '#libs/kernel';
import type { LocalServiceProblem, PartOrder, SandboxPart, SandboxParts } from '#libs/local-services';

/** A server or an app, as an order can change it. */
export interface ControlledPart {
  readonly name: string;
  readonly id: string;
  readonly pids: () => readonly number[];
  readonly isRunning: () => boolean;
  /** The reason why this sandbox can neither stop nor start it: one sentence. */
  readonly refusal?: string;
  stop(): Promise<void>;
  /** @param othersAreStopped true where it cannot become fully ready, because it may need another part that is stopped. */
  start(othersAreStopped: boolean, signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>>;
}

interface PartsSurroundings {
  /** Called when the list of stopped parts has changed. */
  readonly onChange: () => void;
  readonly report: (line: string) => void;
  /** Fires when the whole sandbox stops. */
  readonly ending: AbortSignal;
}

/** Carries out orders, one after the other, so that a stop and a start of one part never overlap. */
export class Parts {
  private readonly ordered = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: readonly ControlledPart[], private readonly around: PartsSurroundings) {}

  /** The names of the parts that an order has stopped. */
  get stopped(): readonly string[] {
    return [...this.ordered];
  }

  describe(changed = false): SandboxParts {
    return { changed, parts: this.parts.map((part) => this.describePart(part)) };
  }

  /** @returns the parts afterwards, or one or two sentences. */
  order(name: string, order: PartOrder): Promise<Outcome<SandboxParts, string>> {
    const done = this.last.then(() => this.carryOut(name, order));
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Resolves when no order is carried out any more. */
  async settled(): Promise<void> {
    await this.last;
  }

  private async carryOut(name: string, order: PartOrder): Promise<Outcome<SandboxParts, string>> {
    if (this.around.ending.aborted) return failure('The sandbox is stopping.');
    const part = this.parts.find((each) => each.name === name) ?? this.parts.find((each) => each.id === name);
    if (part === undefined) return failure(`The sandbox has no such part. It has: ${this.parts.map(({ id }) => id).join(', ')}.`);
    if (part.refusal !== undefined) return failure(part.refusal);
    return order === 'stop' ? this.stop(part) : this.start(part);
  }

  private async stop(part: ControlledPart): Promise<Outcome<SandboxParts, string>> {
    if (this.ordered.has(part.name)) return success(this.describe(false));
    this.ordered.add(part.name);
    this.around.report(`Stopping ${part.name}, because a person ordered it`);
    await part.stop();
    this.around.onChange();
    return success(this.describe(true));
  }

  private async start(part: ControlledPart): Promise<Outcome<SandboxParts, string>> {
    const wasStopped = this.ordered.has(part.name);
    if (!wasStopped && part.isRunning()) return success(this.describe(false));
    this.around.report(`Starting ${part.name}, because a person ordered it`);
    const started = await part.start(this.ordered.size > (wasStopped ? 1 : 0), this.around.ending);
    if (started.ok) this.ordered.delete(part.name);
    this.around.onChange();
    return started.ok ? success(this.describe(true)) : failure(`${started.error.message} ${started.error.remedy}`);
  }

  private describePart({ name, id, pids, isRunning }: ControlledPart): SandboxPart {
    const state = this.ordered.has(name) ? 'stopped' : isRunning() ? 'running' : 'down';
    return { name, id, state, pids: pids() };
  }
}
