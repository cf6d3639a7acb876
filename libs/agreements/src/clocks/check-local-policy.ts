import {
  checkClockRules, checkCutOffPolicies, checkEscalationChains, hubRule, NATIONAL_RULES, noHolderRule, type CalendarProblem, type RuleProblem,
} from '#libs/safeguarding';

import type { CalendarVersions, LocalPolicy } from '../model/local-policy.js';
import type { Agency } from '../model/partnership.js';
import type { PolicyProblem } from './policy-problem.js';

/** The section of the file for each part that libs/safeguarding checks. */
const SECTIONS: Readonly<Record<string, string>> = { cutOffs: 'workingDays', chains: 'escalationChains', warnAt: 'warnAtPercent' };

/** Checks the limits, working days and chains of a partnership against each other, and the names that national rules use. */
export function checkLocalPolicy({ limits, noHolder, cutOffs, chains }: LocalPolicy): PolicyProblem[] {
  const rules = limits.map((limit) => hubRule(limit));
  return [
    ...[...checkClockRules(rules, chains), ...checkCutOffPolicies(cutOffs), ...checkEscalationChains(chains)].map((problem) => inClocksFile(problem)),
    ...checkClockRules(noHolder.map((policy) => noHolderRule(policy)), chains).map((problem) => inClocksFile(problem, 'noHolder')),
    ...repeated(noHolder.map(({ version }) => `version ${version} of NO_HOLDER`), 'noHolder'),
    ...repeated(limits.map(({ rule, version }) => `version ${version} of ${rule}`), 'limits'),
    ...repeated(cutOffs.map(({ id, version }) => `version ${version} of ${id}`), 'workingDays'),
    ...NATIONAL_RULES.flatMap(({ id, escalation }) =>
      escalation === null || chains.some((chain) => chain.id === escalation) ? [] : [lacking('escalationChains', escalation, id)]),
    ...NATIONAL_RULES.flatMap((rule) =>
      !('cutOff' in rule) || cutOffs.some(({ id }) => id === rule.cutOff) ? [] : [lacking('workingDays', rule.cutOff, rule.id)]),
  ];
}

/** Checks calendars against each other: each id has one file, and its versions ascend. */
export function checkCalendars(calendars: readonly CalendarVersions<{ readonly version: string }>[]): PolicyProblem[] {
  return calendars.flatMap(({ id, versions }, index) => [
    ...(calendars.findIndex((each) => each.id === id) === index
      ? []
      : [{ file: { calendar: id }, path: [], message: `Another calendar has the id ${id} too. Keep one file, with all versions.` }]),
    ...versions.flatMap(({ version }, place) =>
      place === 0 || Number(versions[place - 1]?.version) < Number(version)
        ? []
        : [{ file: { calendar: id }, path: ['versions', place, 'version'], message: 'Not above the version before it. The newest version comes last.' }]),
  ]);
}

/** A name without a calendar would leave the hub's clocks without a due time, and only the first red referral would show it. */
export function checkHubHours(agencies: readonly Agency[], { hubHours }: Pick<LocalPolicy, 'hubHours'>): PolicyProblem[] {
  const ids = new Set(hubHours.map(({ id }) => id));
  return agencies.flatMap(({ id, hubHours: name }, index): PolicyProblem[] =>
    name === null || ids.has(name)
      ? []
      : [{ file: 'partnership', path: ['agencies', index, 'hubHours'], message: `There is no calendar ${name} for ${id}. Correct the name, or list the calendar under calendars.` }]);
}

/** The problems of one version of a calendar, at their position in its file. */
export function inCalendarFile(calendar: string, version: number, problems: readonly CalendarProblem[]): PolicyProblem[] {
  return problems.map(({ at, message }) => ({ file: { calendar }, path: ['versions', version, ...pathOf(at)], message }));
}

/** @param rules the section of the rules. */
function inClocksFile({ at, message }: RuleProblem, rules = 'limits'): PolicyProblem {
  const sections: Readonly<Record<string, string>> = { ...SECTIONS, rules };
  return { file: 'clocks', path: pathOf(at).map((part) => (typeof part === 'string' ? sections[part] ?? part : part)), message };
}

function pathOf(at: string): (string | number)[] {
  return at.split('/').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function lacking(section: string, id: string, rule: string): PolicyProblem {
  return { file: 'clocks', path: [section], message: `There is no ${id}, which the rule ${rule} needs. Add it.` };
}

function repeated(names: readonly string[], section: string): PolicyProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [{ file: 'clocks', path: [section, index, 'version'], message: `This is ${name} again. Give it the next number.` }]);
}
