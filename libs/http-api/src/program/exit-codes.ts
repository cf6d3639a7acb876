/** Exit codes of the apps, their migrations and their rebuilds; docs/runbook.md explains them. `exchange` has a list of its own. */
export const APP_EXIT_CODES = {
  ok: 0,
  /** A bug, or a dependency without which the program cannot start. The log says which. */
  failed: 1,
  /** The environment is incomplete or wrong; standard error names the keys. */
  configuration: 2,
  /** The address cannot be listened on. */
  listen: 3,
  /** Stopping took too long or a part failed to stop; the work it held is done again after the next start. */
  unclean: 4,
  /** Another version of the exchange made the database's schema; standard error names it and what to do. */
  otherSchemaVersion: 5,
} as const;
