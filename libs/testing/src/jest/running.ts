type Step = () => Promise<void>;

// Setup and teardown are loaded apart from each other by Jest, in one process: the global object is what they share.
const KEY = Symbol.for('safeguarding-exchange.tests.running');
const shared = globalThis as typeof globalThis & { [KEY]?: Step[] };

export function onTeardown(step: Step): void {
  (shared[KEY] ??= []).push(step);
}

/** Undoes what was set up, last first. */
export async function tearDown(): Promise<void> {
  const steps = shared[KEY] ?? [];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) await step();
}
