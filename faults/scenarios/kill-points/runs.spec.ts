import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { CRASH_POINTS } from '#libs/kernel';

import { repositoryFile } from '#libs/local-services';
import { globPattern, planRuns, POINTS } from './runs.js';

describe('the crash points', () => {
  it('stand in the code once each, under names that the programme knows', () => {
    const found = sources().flatMap((text) => [...text.matchAll(/\bcrashPoint\(['`]([^'`]+)['`]\)/g)].map(([, name]) => name ?? ''));
    const stages = ['http', 'consumers', 'relay', 'producer', 'database', 'rest'].map((stage) => `shutdown.${stage}`);
    const expanded = found.flatMap((name) => (name.includes('${') ? stages : [name]));
    expect(expanded.toSorted()).toEqual([...CRASH_POINTS].toSorted());
  });

  it('are all killed at by some program, and at least forty different ones', () => {
    const killed = new Set(POINTS.map(({ point }) => point));
    expect(CRASH_POINTS.filter((point) => !killed.has(point))).toEqual([]);
    expect(killed.size).toBeGreaterThanOrEqual(40);
  });

  it('are chosen by glob, alone or with their program', () => {
    expect(planRuns('relay.*', 1).map(({ program }) => program).toSorted()).toEqual([...Array<string>(4).fill('node'), ...Array<string>(4).fill('publisher'), ...Array<string>(4).fill('watch')]);
    expect(planRuns('publisher relay.after-read, migrate.*', 2)).toHaveLength(2 * 6);
    expect(globPattern('relay.*').test('relayXafter-read')).toBe(false);
  });

  it('are met in the same order and at the same passages for the same seeds', () => {
    expect(planRuns('*', 3)).toEqual(planRuns('*', 3));
    const passages = new Set(planRuns('publisher publisher.before-queue', 5).map(({ nth }) => nth));
    expect(passages.size).toBeGreaterThan(1);
  });
});

function sources(): string[] {
  return ['apps', 'libs'].flatMap((part) =>
    readdirSync(repositoryFile(part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!spec)\.ts$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')));
}
