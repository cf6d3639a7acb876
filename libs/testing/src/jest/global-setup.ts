import { join } from 'node:path';
import { makeTemporaryFolder, startFreshKafka, startFreshPostgres } from '../service-start.js';
import { publishTestServices } from '../services.js';
import { onTeardown, tearDown } from './running.js';

/**
 * One real PostgreSQL and one real Kafka for all *.int-spec.ts of this run, in a temporary folder, on free ports. Running ones
 * can be used instead (EXCHANGE_TEST_DATABASE_URL with a superuser, and EXCHANGE_TEST_KAFKA_BROKERS): they are neither started
 * nor stopped.
 */
export default async function globalSetup(): Promise<void> {
  const givenUrl = process.env['EXCHANGE_TEST_DATABASE_URL'];
  const givenBrokers = process.env['EXCHANGE_TEST_KAFKA_BROKERS'];
  try {
    const folder = makeTemporaryFolder('tests');
    onTeardown(async () => folder.remove());
    const postgres = givenUrl === undefined ? postgresIn(folder.path) : Promise.resolve(givenUrl);
    const kafka = givenBrokers === undefined ? kafkaIn(folder.path) : Promise.resolve(givenBrokers.split(','));
    // Both starts must have ended before anything is torn down, so that none comes up afterwards.
    await Promise.allSettled([postgres, kafka]);
    publishTestServices({ postgresUrl: await postgres, kafkaBrokers: await kafka });
  } catch (error) {
    // Jest does not call the teardown after a setup that failed.
    await tearDown();
    throw error;
  }
}

async function postgresIn(folder: string): Promise<string> {
  const postgres = await startFreshPostgres(join(folder, 'postgres'));
  onTeardown(() => postgres.stop());
  return postgres.url;
}

async function kafkaIn(folder: string): Promise<readonly string[]> {
  const kafka = await startFreshKafka(join(folder, 'kafka'), 1, (line) => process.stderr.write(`${line}\n`));
  onTeardown(() => kafka.stop());
  return kafka.brokers;
}
