import { ID_PATTERN } from '#libs/kernel';

/** The result of a check. `reason` is a stable kebab-case code; it is public, so it names no host and no value. */
export type HealthResult = { readonly healthy: true } | { readonly healthy: false; readonly reason: string };

interface HealthCheckOptions {
  /**
   * `ready`: the app can do its work now. `live`: only a restart can help (a consumer that has ended for good). `both`: the
   * check counts for either.
   */
  readonly concerns?: 'ready' | 'live' | 'both';
  /** False for a component that the app can miss for a while: its failure makes the app `degraded`, not `unavailable`. */
  readonly required?: boolean;
  /** Milliseconds after which a check counts as failed with `timeout`. */
  readonly timeoutMs?: number;
}

interface ComponentHealth {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly required: boolean;
  readonly reason?: string;
}

export interface HealthReport {
  /** `ok` and `degraded` are answered with 200, `unavailable` and `stopping` with 503. */
  readonly status: 'ok' | 'degraded' | 'unavailable' | 'stopping';
  readonly components: Readonly<Record<string, ComponentHealth>>;
}

type Check = () => Promise<HealthResult>;

interface Registered extends Required<HealthCheckOptions> {
  readonly name: string;
  readonly check: Check;
  running?: Promise<ComponentHealth> | undefined;
}

/**
 * The checks behind liveness and readiness.
 *
 * A publisher without Kafka still accepts referrals and delivers them later, so Kafka is `required: false` there: readiness
 * answers 200 with status `degraded` and names the component. A load balancer continues to send; an alert on the status informs
 * an operator. A component that the app needs for its work (its database) is `required: true`: 503.
 */
export class HealthRegistry {
  private readonly checks: Registered[] = [];
  private stopping = false;

  /** Adds a component. Its name is public: kebab-case, such as `database` or `kafka`. */
  register(name: string, check: Check, options: HealthCheckOptions = {}): void {
    if (!ID_PATTERN.test(name)) throw new RangeError('the name of a health check is kebab-case');
    if (this.checks.some((other) => other.name === name)) throw new RangeError(`a health check named ${name} is registered already`);
    this.checks.push({ name, check, concerns: 'ready', required: true, timeoutMs: 2_000, ...options });
  }

  /** The app is not ready from now on, for any state of its components, because it is about to stop. */
  markStopping(): void {
    this.stopping = true;
  }

  /** Stays `ok` while the app stops, because a kill then would lose unfinished work. */
  live(): Promise<HealthReport> {
    return this.report((check) => check.concerns !== 'ready');
  }

  async ready(): Promise<HealthReport> {
    const report = await this.report((check) => check.concerns !== 'live');
    return this.stopping ? { ...report, status: 'stopping' } : report;
  }

  private async report(isConcerned: (check: Registered) => boolean): Promise<HealthReport> {
    const concerned = this.checks.filter((check) => isConcerned(check));
    const found = await Promise.all(concerned.map(async (check) => [check.name, await ask(check)] as const));
    const states = new Set(found.map(([, component]) => component.status));
    const status = states.has('unavailable') ? 'unavailable' : states.has('degraded') ? 'degraded' : 'ok';
    return { status, components: Object.fromEntries(found) };
  }
}

/** Callers that ask at the same time share one check, so that a health page causes no load of its own. */
async function ask(registered: Registered): Promise<ComponentHealth> {
  registered.running ??= examine(registered).finally(() => {
    registered.running = undefined;
  });
  return registered.running;
}

async function examine({ check, required, timeoutMs }: Registered): Promise<ComponentHealth> {
  const result = await outcomeOf(check, timeoutMs);
  if (result.healthy) return { status: 'ok', required };
  const reason = ID_PATTERN.test(result.reason) ? result.reason : 'unspecified';
  return { status: required ? 'unavailable' : 'degraded', required, reason };
}

async function outcomeOf(check: Check, timeoutMs: number): Promise<HealthResult> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<HealthResult>((resolve) => {
    timer = setTimeout(() => resolve({ healthy: false, reason: 'timeout' }), timeoutMs);
  });
  try {
    return await Promise.race([check(), timeout]);
  } catch {
    // The error's text may name hosts or quote values, so it is not public; the owner of the component logs it.
    return { healthy: false, reason: 'check-failed' };
  } finally {
    clearTimeout(timer);
  }
}
