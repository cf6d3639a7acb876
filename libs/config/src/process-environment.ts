import type { Environment } from './settings.js';

const atStart: Environment = { ...process.env };

/**
 * For a program that runs several programs in its own process, one after the other: the environment becomes what it was
 * at the start, with `overrides` on top, so that none of them sees what was meant for another.
 */
export function replaceEnvironment(overrides: Environment): void {
  process.env = { ...atStart, ...overrides };
}
