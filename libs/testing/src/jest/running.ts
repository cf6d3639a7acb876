type Step = () => Promise<void>;

// Jest loads setup and teardown separately in one process, so that they share only the global object.
const KEY = Symbol.for('safeguarding-exchange.tests.running');
const shared = globalThis as typeof globalThis & { [KEY]?: Step[] };

export function onTeardown(step: Step): void {
  (shared[KEY] ??= []).push(step);
}

/** Stops the started services, last first. */
export async function tearDown(): Promise<void> {
  const steps = shared[KEY] ?? [];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
}
