/** The oldest Node that runs the whole exchange. package.json has the same version for npm, which only warns. */
export const OLDEST_NODE = '20.19.0';

/** @returns the remedy, in one sentence, when `version` (as in `process.versions.node`) is too old. */
export function tooOldNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `This is Node ${version}, and the sandbox needs ${OLDEST_NODE} or later. Install a newer Node (https://nodejs.org), then start again.`;
}
