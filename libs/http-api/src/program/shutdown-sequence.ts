import { crashPoint } from '#libs/kernel';
import { causeCode, type Logger } from '#libs/observability';

/**
 * The order in which an app closes its components. Each stage needs the later ones: open requests and messages still
 * write to the database and give rows to the relay, and the relay still sends through the producer.
 */
const SHUTDOWN_STAGES = ['http', 'consumers', 'relay', 'producer', 'database', 'rest'] as const;
type ShutdownStage = (typeof SHUTDOWN_STAGES)[number];

interface Step {
  readonly stage: ShutdownStage;
  readonly component: string;
  readonly close: () => Promise<unknown> | void;
}

/** Components register their way to stop: they inject this class and call {@link add}. */
export class ShutdownSequence {
  private readonly steps: Step[] = [];
  private running: Promise<boolean> | undefined;

  constructor(private readonly logger: Logger) {}

  get hasBegun(): boolean {
    return this.running !== undefined;
  }

  /**
   * Adds a component to a stage.
   *
   * @param component kebab-case, for the log.
   * @param close finishes the work under way and resolves when none is left.
   */
  add(stage: ShutdownStage, component: string, close: Step['close']): void {
    this.steps.push({ stage, component, close });
  }

  /** Runs all stages once. @returns false when a component failed to stop; the later components are stopped all the same. */
  run(): Promise<boolean> {
    this.running ??= this.runStages();
    return this.running;
  }

  private async runStages(): Promise<boolean> {
    let clean = true;
    for (const stage of SHUTDOWN_STAGES) {
      crashPoint(`shutdown.${stage}`);
      const steps = this.steps.filter((step) => step.stage === stage);
      const results = await Promise.all(steps.map((step) => this.runStep(step)));
      clean &&= results.every(Boolean);
    }
    return clean;
  }

  private async runStep({ stage, component, close }: Step): Promise<boolean> {
    const started = performance.now();
    try {
      await close();
      this.logger.debug('shutdown.stopped', { stage, component, ms: Math.round(performance.now() - started) });
      return true;
    } catch (error) {
      this.logger.error('shutdown.step-failed', { stage, component, code: causeCode(error) }, error);
      return false;
    }
  }
}
