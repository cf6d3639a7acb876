import { accessRecordTables, seenProofTable } from '#libs/app-wiring';
import { intakeTables } from '#libs/intake';
import { outboxTables, type Migration } from '#libs/persistence';

import { ACCESS_LOG } from './initial/access-log.js';
import { CHANGES } from './initial/changes.js';
import { CLOCKS } from './initial/clocks.js';
import { EVENT_LOG } from './initial/event-log.js';
import { EXPORTS } from './initial/exports.js';
import { LOG_PARTITIONS } from './initial/log-partitions.js';
import { PROJECTIONS } from './initial/projections.js';
import { STATEMENTS } from './initial/statements.js';

/**
 * The schema of the recorder: the event log, the statements of agencies with their verdicts, and the projections that the portal
 * reads. `rebuild` makes all projections again from the log. Edited in place until 1.0.
 */
export const INITIAL: Migration = {
  name: 'Initial1767225600000',
  statements: [
    outboxTables(), intakeTables(), seenProofTable(), seenProofTable('portal_seen_proof'), accessRecordTables(), accessRecordTables('portal'),
    ...EVENT_LOG, ...STATEMENTS, ...ACCESS_LOG, ...LOG_PARTITIONS, ...PROJECTIONS, ...CLOCKS, ...CHANGES, ...EXPORTS,
  ],
};
