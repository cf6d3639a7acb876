import { isAtLeastVersion } from '#libs/kernel';

/** The oldest Node that runs the whole exchange. package.json has the same version for npm, which only warns. */
export const OLDEST_NODE = '20.19.0';

/** @returns the remedy, in one sentence, when `version` (as in `process.versions.node`) is too old. */
export function tooOldNode(version: string): string | undefined {
  if (isAtLeastVersion(version, OLDEST_NODE)) return undefined;
  return `This is Node ${version}, and the sandbox needs ${OLDEST_NODE} or later. Install a newer Node (https://nodejs.org), then start again.`;
}
