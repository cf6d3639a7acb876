import { tearDown } from './running.js';

/** Ends the services of the test run and deletes their data. */
export default async function globalTeardown(): Promise<void> {
  await tearDown();
}
