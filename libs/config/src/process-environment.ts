import type { Environment } from './settings.js';

const atStart: Environment = { ...process.env };

/**
 * Resets the environment to that of the start, with `overrides` on top. A program that runs several programs in its own
 * process, one after the other, calls it so that none of them sees the settings of another.
 */
export function replaceEnvironment(overrides: Environment): void {
  process.env = { ...atStart, ...overrides };
}
