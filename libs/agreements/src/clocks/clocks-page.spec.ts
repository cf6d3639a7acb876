import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { northshire } from '../test-support/northshire.js';
import { clockPolicy } from './clock-policy.js';

const made = clockPolicy(northshire);
if (!made.ok) throw new Error('the demonstration partnership is not sound');
const { rules: CLOCK_RULES, chains: ESCALATION_CHAINS } = made.value;

/** The page that safeguarding leads read. */
const PAGE = readFileSync('docs/clocks.md', 'utf8');
const section = (id: string): string => PAGE.split('\n### ').find((part) => part.split('\n')[0]?.includes(`\`${id}\``)) ?? '';
/** A row of the first table: `| [`LA_ACK`](#…) | starts when | allowed | law or local? |`. */
const row = (id: string): string => PAGE.split('\n').find((line) => line.startsWith(`| [\`${id}\`]`)) ?? '';

const UNITS: Readonly<Record<string, RegExp>> = {
  'working-day': /working days?/, 'working-hours': /hub hours/, elapsed: /real hours/, event: /at once/, 'school-day': /school day/,
};

describe('docs/clocks.md, with which people judge whether a clock is right', () => {
  it.each([...new Set(CLOCK_RULES.map(({ id }) => id))])('%s has a row and a section: its start, its limit, its stop and its source', (id) => {
    expect(row(id)).not.toBe('');
    for (const part of ['**Starts**', '**How long**', '**Stops it**', '**Comes from**']) expect([part, section(id).includes(part)]).toEqual([part, true]);
  });

  it.each(CLOCK_RULES.map((rule) => [rule.id, rule] as const))('%s has the limit and the authority of the data', (id, rule) => {
    // The census counts the same limit from another anchor, which the section names.
    expect(row(id)).toMatch(UNITS[rule.kind] ?? /never/);
    if ('limitWorkingDays' in rule) expect(row(id)).toMatch(new RegExp(`\\b${rule.limitWorkingDays} working day`));
    if ('limitHours' in rule) expect(row(id)).toMatch(new RegExp(`\\b${rule.limitHours} (real|hub) hours`));
    if (rule.authority === 'census') expect(section(id)).toContain('census');
    else expect(row(id).includes('**local policy**')).toBe(rule.authority === 'local-policy');
  });

  it('names the file of every kind of local policy', () => {
    for (const place of ['`limits`', '`workingDays`', '`escalationChains`', 'clocks/local-policy.yaml', 'calendars/', 'bank-holidays.ts', 'national-rules.ts']) expect(PAGE).toContain(place);
    expect(ESCALATION_CHAINS.length).toBeGreaterThan(0);
  });
});
