import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { failure, success, type Outcome } from '#libs/kernel';

import type { SandboxFile } from '../sandbox-file.js';
import { demoReferral } from './demo-referral.js';
import { DemoFailed, ExchangeClient } from './exchange-client.js';
import { sendUnreadableReferral } from './poison.js';
import { DEMO_STORIES, type DemoStory } from './stories.js';

interface DemoRecord {
  /** Day of the first load: the same at every later one, so that the referrals stay the same. */
  readonly day: string;
  readonly loaded: boolean;
}

/**
 * Fills an exchange with two weeks of referrals, through its own APIs. Loaded once per data folder; a load that was cut
 * off is taken up again, and what is there already is recognised by its idempotency key.
 *
 * @returns a sentence when it could not be finished.
 */
export async function loadDemo(sandbox: SandboxFile, progress: (line: string) => void): Promise<Outcome<void, string>> {
  const file = join(sandbox.dataDir, 'demo.json');
  const record = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoRecord) : { day: new Date().toISOString(), loaded: false };
  if (record.loaded) return success(undefined);
  writeFileSync(file, JSON.stringify(record));
  progress(`Publishing ${DEMO_STORIES.length} demo referrals, and answering most of them`);
  try {
    const client = new ExchangeClient(sandbox.identities);
    const day = new Date(record.day);
    await Promise.all(DEMO_STORIES.map((story) => tell(client, story, day)));
    await sendUnreadableReferral(sandbox, 'northshire-icb');
    writeFileSync(file, JSON.stringify({ ...record, loaded: true }));
    return success(undefined);
  } catch (error) {
    if (error instanceof DemoFailed) return failure(error.message);
    return failure(`an app could not be reached (${error instanceof Error ? error.name : 'unknown'})`);
  }
}

async function tell(client: ExchangeClient, story: DemoStory, day: Date): Promise<void> {
  const referralId = await client.publish(demoReferral(story, day), story.key);
  // In order: the agency that a redirect names has nothing to answer before it has happened.
  for (const [agency, steps] of Object.entries(story.answers)) {
    await client.untilDelivered(agency, referralId);
    for (const step of steps) await client.take(agency, referralId, step);
  }
}
