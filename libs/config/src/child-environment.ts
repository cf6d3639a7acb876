import type { Environment } from './settings.js';

/** The keys that a child process needs to run. No other key is passed on, so that a child does not get a password of its parent. */
const PASSED_ON = [
  'PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'JAVA_HOME', 'XDG_CACHE_HOME',
  'DOCKER_HOST', 'DOCKER_CONFIG', 'SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE',
  'http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'MAVEN_OPTS', 'MAVEN_ARGS', 'NODE_EXTRA_CA_CERTS',
] as const;

/**
 * The environment for a child process: the few keys that every program needs, and `overrides` on top. An override of
 * `undefined` removes a key.
 */
export function childEnvironment(
  overrides: Environment = {},
  environment: Environment = process.env,
): Readonly<Record<string, string>> {
  const inherited = PASSED_ON.map((key) => [key, environment[key]] as const);
  const merged = new Map<string, string | undefined>([...inherited, ...Object.entries(overrides)]);
  return Object.fromEntries([...merged].filter((entry): entry is [string, string] => entry[1] !== undefined));
}
