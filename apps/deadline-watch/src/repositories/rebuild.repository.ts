import { statement, type Transaction } from '#libs/persistence';

const LOCK = `hashtextextended('exchange/clocks/' || current_schema(), 0)`;
const SHARE = statement('watch-share-clocks', `SELECT pg_advisory_xact_lock_shared(${LOCK})`);
const OWN = statement('watch-own-clocks', `SELECT pg_advisory_xact_lock(${LOCK})`);
const IS_REBUILDING = statement('watch-is-rebuilding', 'SELECT running FROM rebuild');
const SET_REBUILDING = statement('watch-set-rebuilding', 'UPDATE rebuild SET running = $1::boolean');

/** Takes the lock for making calls. Several holders share it, but none holds it during a rebuild. @returns false during a rebuild. */
export async function mayCall(transaction: Transaction): Promise<boolean> {
  await transaction.run(SHARE);
  const { rows } = await transaction.run<{ running: boolean }>(IS_REBUILDING);
  return rows[0]?.running === false;
}

/** Sets the mark of a rebuild. Returns after all calls that were under way have ended. */
export async function setRebuilding(transaction: Transaction, running: boolean): Promise<void> {
  await transaction.run(OWN);
  await transaction.run(SET_REBUILDING, [running]);
}
