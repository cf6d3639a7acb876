/** Where the PostgreSQL and the Kafka of this test run are; made by the `int` project's global setup. */
export interface TestServices {
  /** The superuser's URL. */
  readonly postgresUrl: string;
  readonly kafkaBrokers: readonly string[];
}

// Jest's workers are processes: what global setup puts into the environment is all they get from it. The key is internal
// to this library and names no setting of the product (those are read by libs/config alone).
const KEY = 'EXCHANGE_TEST_SERVICES';

/** For global setup. */
export function publishTestServices(services: TestServices): void {
  process.env[KEY] = JSON.stringify(services);
}

function testServices(): TestServices {
  const value = process.env[KEY];
  if (value === undefined) {
    throw new Error('The PostgreSQL and Kafka of the tests run only for *.int-spec.ts (npm run jest -- --selectProjects int).');
  }
  return JSON.parse(value) as TestServices;
}

/** Bootstrap addresses of the test run's Kafka. It is shared: use topics and groups of your own (uniqueName). */
export function testKafkaBrokers(): string[] {
  return [...testServices().kafkaBrokers];
}

/** Superuser URL of the test run's database. It is shared: use a schema and roles of your own (uniqueName). */
export function testPostgresUrl(): string {
  return testServices().postgresUrl;
}
