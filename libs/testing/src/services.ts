/** Addresses of the PostgreSQL and the Kafka of this test run; the global setup of the `int` project makes them. */
interface TestServices {
  /** The superuser's URL. */
  readonly postgresUrl: string;
  readonly kafkaBrokers: readonly string[];
}

// Jest's workers are processes that receive only the environment of the global setup. The key is internal to this library and
// names no setting of the product (libs/config alone reads those).
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

/** Bootstrap addresses of the test run's Kafka. All tests share it: use your own topics and groups (uniqueName). */
export function testKafkaBrokers(): string[] {
  return [...testServices().kafkaBrokers];
}

/** Superuser URL of the test run's database. All tests share it: use your own schema and roles (uniqueName). */
export function testPostgresUrl(): string {
  return testServices().postgresUrl;
}
