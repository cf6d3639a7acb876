import { CLOCK_RULE_IDS, ESCALATION_ROLES, HUB_RULE_IDS, type CutOffPolicy, type EscalationChain, type HubLimit, type NoHolderPolicy } from '#libs/safeguarding';

import type { LocalPolicy } from '../model/local-policy.js';
import { ID, TIME_OF_DAY, type Reader } from './reader.js';

/** Reads the shape of the file with a partnership's limits, working days and escalation chains. */
export function readLocalPolicy(file: Reader): Pick<LocalPolicy, 'limits' | 'noHolder' | 'cutOffs' | 'chains'> {
  const at = file.section('limits', 'noHolder', 'workingDays', 'escalationChains');
  return {
    limits: at('limits').list(readLimit),
    noHolder: at('noHolder').list(readNoHolder),
    cutOffs: at('workingDays').list(readWorkingDay),
    chains: at('escalationChains').list(readChain),
  };
}

function readLimit(item: Reader): HubLimit {
  const at = item.section(
    'rule', 'version', 'hubHours?', 'realHours?', 'runsPastClosing?', 'warnAtPercent', 'escalation', 'source', 'effectiveFrom', 'effectiveTo?',
  );
  if (!item.isAbsent() && at('hubHours').isAbsent() === at('realHours').isAbsent()) item.fail('Give one of hubHours and realHours.');
  if (at('hubHours').isAbsent() && !at('runsPastClosing').isAbsent()) at('runsPastClosing').fail('Only hub hours have a closing time. Remove it, or give hubHours.');
  return {
    rule: at('rule').oneOf(HUB_RULE_IDS),
    version: at('version').count(),
    ...(!at('hubHours').isAbsent() && { hubHours: at('hubHours').count() }),
    ...(!at('realHours').isAbsent() && { realHours: at('realHours').count() }),
    ...(!at('runsPastClosing').isAbsent() && { runsPastClosing: at('runsPastClosing').yes() }),
    warnAtPercent: at('warnAtPercent').list((percent) => percent.count()),
    escalation: at('escalation').text(ID),
    source: at('source').text(),
    ...readPeriodInForce(at),
  };
}

function readNoHolder(item: Reader): NoHolderPolicy {
  const at = item.section('version', 'escalation', 'source', 'effectiveFrom', 'effectiveTo?');
  return { version: at('version').count(), escalation: at('escalation').text(ID), source: at('source').text(), ...readPeriodInForce(at) };
}

function readWorkingDay(item: Reader): CutOffPolicy {
  const at = item.section('id', 'version', 'title', 'workingDayStartsAt', 'workingDayEndsAt', 'cutOffAt?', 'source', 'effectiveFrom', 'effectiveTo?');
  return {
    id: at('id').text(ID),
    version: at('version').count(),
    title: at('title').text(),
    workingDayStartsAt: at('workingDayStartsAt').text(TIME_OF_DAY),
    workingDayEndsAt: at('workingDayEndsAt').text(TIME_OF_DAY),
    cutOffAt: at('cutOffAt').isAbsent() ? null : at('cutOffAt').text(TIME_OF_DAY),
    source: { title: at('source').text(), confidence: 'published' },
    ...readPeriodInForce(at),
  };
}

function readPeriodInForce(at: (key: string) => Reader): { readonly effectiveFrom: string; readonly effectiveTo?: string } {
  return {
    effectiveFrom: at('effectiveFrom').date(),
    ...(!at('effectiveTo').isAbsent() && { effectiveTo: at('effectiveTo').date() }),
  };
}

function readChain(item: Reader): EscalationChain {
  const chain = item.section('id', 'version', 'warn', 'steps');
  return {
    id: chain('id').text(ID),
    version: chain('version').count(),
    warn: chain('warn').oneOf(ESCALATION_ROLES),
    steps: chain('steps').list((entry) => {
      const step = entry.section('role', 'afterMinutes', 'starts?');
      return {
        role: step('role').oneOf(ESCALATION_ROLES),
        afterMinutes: step('afterMinutes').amount(),
        starts: step('starts').isAbsent() ? null : step('starts').oneOf(CLOCK_RULE_IDS),
      };
    }),
  };
}
