import { afterAll, afterEach, beforeAll, describe, jest } from '@jest/globals';

import type { ConformanceDriver } from './conformance-driver.js';
import { clusterConformance } from './cluster.js';
import { consumingConformance } from './consuming.js';
import { groupConformance } from './groups.js';
import { outageConformance } from './outages.js';
import { publishingConformance } from './publishing.js';

/** Joining a real group takes a second or two, and some tests have three members. */
const TEST_LIMIT_MS = 30_000;

const PARTS = {
  publishing: publishingConformance,
  consuming: consumingConformance,
  groups: groupConformance,
  /** The driver must own its broker, because these tests stop it. */
  outages: outageConformance,
  /** The driver must own three brokers, because these tests isolate and kill one of them. */
  cluster: clusterConformance,
};

/**
 * The behaviour required of every broker behind our ports, real or in memory. Another Kafka client may replace kafkajs
 * when it passes.
 *
 * Call it inside a spec. `createDriver` is called once, before the first test.
 */
export function messagingConformance(
  name: string,
  createDriver: () => Promise<ConformanceDriver>,
  parts: readonly (keyof typeof PARTS)[],
): void {
  describe(`messaging conformance: ${name}`, () => {
    jest.setTimeout(TEST_LIMIT_MS);
    let current: ConformanceDriver | undefined;
    const driver = (): ConformanceDriver => {
      if (current === undefined) throw new Error('the driver exists only while a test runs');
      return current;
    };
    beforeAll(async () => {
      current = await createDriver();
    });
    afterEach(async () => {
      await current?.cleanUp();
    });
    afterAll(async () => {
      await current?.close();
    });

    for (const part of parts) PARTS[part](driver);
  });
}
