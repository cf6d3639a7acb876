import { backlog } from './backlog.js';
import { burst } from './burst.js';
import { brokerBounced, brokerFrozen, kafkaDown, leaderKilled, twoOfThreeDown } from './brokers.js';
import { twoCopies } from './copies.js';
import { commitReplyDropped, databaseNetwork, postgresKilled } from './database.js';
import { brokerDiskFull, databaseDiskFull } from './disk-full.js';
import { errorsAndPauses } from './errors-and-pauses.js';
import { forgedStatements } from './forged-statements.js';
import { killPoints } from './kill-points/kill-points.js';
import { load } from './load.js';
import { overload } from './overload.js';
import { poisonAtLoad } from './poison.js';
import type { Scenario } from './scenario.js';
import { shutdownUnderLoad } from './shutdown.js';
import { slowAgency } from './slow-agency.js';

/** In the order in which they run: the quick and telling ones first, the long storm last. */
export const SCENARIOS: readonly Scenario[] = [
  postgresKilled, commitReplyDropped, databaseNetwork,
  brokerBounced, kafkaDown, leaderKilled, twoOfThreeDown, brokerFrozen,
  poisonAtLoad, forgedStatements, twoCopies, slowAgency, shutdownUnderLoad, errorsAndPauses, load, burst, overload, backlog,
  databaseDiskFull, brokerDiskFull,
  killPoints,
];
