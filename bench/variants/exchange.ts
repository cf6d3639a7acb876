import { Exchange } from '../../harness/environment/exchange.js';
import { AGENCIES } from './shared.js';
import { auditTable, DIST, type Arena, type Variant } from './variant.js';

const RECEIPTS = `(SELECT referral_id, agency, recorded_at, xmin FROM audit_recorder.event WHERE rung = 'delivered') AS receipt`;
/** Every clock was started, and every notice about clocks is in the audit. */
const CLOCKS_ARE_RECORDED = `(SELECT count(*) FROM referral_publisher.referral) = (SELECT count(*) FROM deadline_watch.referral)
  AND NOT EXISTS (SELECT FROM deadline_watch.referral WHERE next_at < now())
  AND (SELECT count(*) FROM deadline_watch.notice) = (SELECT count(*) FROM audit_recorder.event WHERE type LIKE '%.deadline.%')`;

/** The product as it is delivered: publisher, four agency nodes and recorder, each migrated and started by its own programs. */
export const exchange: Variant = product('exchange', 'the exchange', 0);

/** The same with the deadline watch, which folds every fact into clocks: beside the other, it shows the cost of the rules. */
export const exchangeWithClocks: Variant = product('exchange-clocks', 'the exchange with its deadline watch', 1, CLOCKS_ARE_RECORDED);

/** Each has a database and topics of its own, so that no message of another waits in its topics. */
function product(id: string, title: string, watch: 0 | 1, idle?: string): Variant {
  const database = `bench_${id.replaceAll('-', '_')}`;
  const plan = async (arena: Arena): Promise<Exchange> => Exchange.plan({
    dist: DIST, logFolder: arena.logFolder, nodeOptions: (name) => arena.nodeOptions(name), adminUrl: await arena.database(database),
    brokers: arena.brokers, topicPrefix: `${id}.`, agencies: AGENCIES, copies: { watch }, common: { NODE_ENV: 'production', REQUESTS_PER_MINUTE: '1000000' },
  });
  return {
    id,
    title,
    prepare: async (arena) => (await plan(arena)).prepare(1),
    start: async (arena) => {
      const apps = await plan(arena);
      await apps.start();
      const [url = ''] = apps.referralUrls();
      const audit = auditTable(await arena.database(database), RECEIPTS, idle);
      return { url, processes: apps.apps, audit, stop: () => apps.stop() };
    },
  };
}
