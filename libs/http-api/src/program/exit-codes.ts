/**
 * Exit codes of the apps, their migrations and their rebuilds. docs/runbook.md explains them. `exchange` has its own
 * list.
 */
export const APP_EXIT_CODES = {
  ok: 0,
  /** A bug, or a missing dependency without which the program cannot start. The log names it. */
  failed: 1,
  /** The environment is incomplete or wrong. Standard error names the keys. */
  configuration: 2,
  /** The program cannot listen on its address. */
  listen: 3,
  /** Stopping took too long, or a component failed to stop. The work that it held is done again after the next start. */
  unclean: 4,
  /** Another version of the exchange made the database's schema. Standard error names the schema and the remedy. */
  otherSchemaVersion: 5,
} as const;
