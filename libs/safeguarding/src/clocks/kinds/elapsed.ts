import { success } from '#libs/kernel';

import type { ElapsedRule } from '../rule.js';
import { clockChangeNote, counted } from './notes.js';
import { between, type TimingOutcome } from './timing.js';

const HOUR_MS = 3_600_000;

export function elapsed(rule: ElapsedRule, anchor: number): TimingOutcome {
  const due = anchor + rule.limitHours * HOUR_MS;
  return success({
    due,
    warnings: between(anchor, due, rule.warnAt),
    calendar: null,
    cutOff: null,
    limit: `${counted(rule.limitHours, 'hour')} after`,
    notes: clockChangeNote(anchor, due),
  });
}
