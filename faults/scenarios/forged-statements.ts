import { KafkaPublisher } from '#libs/messaging';

import { copiesToForge, forgeriesOf, wrongVerdicts, type Forgery } from '../environment/forgeries.js';
import { pause, startEnvironment, underSteadyLoad, untilArrived, type Scenario } from './scenario.js';

/** Nobody answers here, so that a statement of a person in its name is forged. */
const SILENT = 'hilltop-school';
const COPIES = ['publisher', 'recorder', 'watch', 'publisher-2', 'recorder-2', 'watch-2'];
const ABSENT_MS = 3_000;

/**
 * An ordinary Kafka client writes forged statements to an agency's topic, beside the honest ones of the other agencies, while each app
 * that judges them is scaled down to one copy and up to two again.
 */
export const forgedStatements: Scenario = {
  name: 'forged-statements',
  aim: 'forged statements, two of each reader scaled up and down: counted nowhere, visible everywhere, one verdict in all readers',
  control: 'no-digest-check',
  run: async (context) => {
    const environment = await startEnvironment(context, { copies: { publisher: 2, recorder: 2, watch: 2 } });
    const forger = new KafkaPublisher({ brokers: environment.kafka.brokers, clientId: 'forger' });
    context.cleanUp(() => forger.close());
    const forged: Forgery[] = [];
    let runs = 0;
    const others = { ...environment, agencies: environment.agencies.filter((agency) => agency !== SILENT) };
    const forge = async (since: Date): Promise<void> => {
      const forgeries = (await copiesToForge(environment, SILENT, since)).flatMap((copy) => forgeriesOf(environment, copy));
      const outcomes = await forger.publish(forgeries.map(({ message }) => message));
      forged.push(...forgeries.filter((_, index) => outcomes[index]?.status === 'acknowledged'));
    };
    const ledger = await underSteadyLoad(others, async () => {
      for (const name of context.options.quick ? COPIES.slice(0, 3) : [...COPIES, ...COPIES]) {
        runs += 1;
        context.progress(`${runs} ${name} stopped and started again, ${forged.length} statements forged`);
        const since = new Date();
        const app = environment.exchange.app(name);
        await app.stop();
        await pause(ABSENT_MS);
        await forge(since);
        await app.start();
        await app.ready();
        await forge(since);
      }
    });
    const { findings, figures } = await untilArrived(context, environment, ledger, { forged: new Set(forged.map(({ statementId }) => statementId)) });
    const failures = await wrongVerdicts(environment, forged);
    return { runs, findings, failures: forged.length === 0 ? ['nothing was forged'] : failures, figures: { ...figures, forged: forged.length } };
  },
};
