import type { ClockRuleId } from '../../clocks/rule.js';
import type { ChildCount, MeasureBasis, MeasureDefinition } from '../measure.js';

type Words = Pick<MeasureDefinition, 'sentence' | 'numerator' | 'denominator' | 'tellsNot'>;

const ALL = ['force', 'unit', 'agency', 'month'] as const;
const OF_A_FORCE = ['force', 'unit', 'month'] as const;
const UNIT_RULE = 'A referral whose force names its unit in words has no unit here.';

function dueClocks(id: string, rules: readonly ClockRuleId[], words: Words): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'due-clocks', rules },
    rule: `Clocks of ${rules.join(', ')} whose due time lies in the period and has passed. An answer at the due time is in time. A clock cancelled before its due time `
      + 'is left out; one cancelled after it counts as not in time. Clocks for which no due time can be vouched for are not among them. The agency is the one that the clock ran against last.',
  };
}

function timeTo(id: string, reached: Extract<MeasureBasis, { cases: 'recipients' }>['reached'], words: Words, more = ''): MeasureDefinition {
  return {
    id, version: 1, kind: 'duration', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'recipients', reached },
    rule: `Recipients of referrals published in the period, each from when it was told: an agency that got a referral by a redirect is measured from the redirect. ${more}`
      + `Recipients of a withdrawn referral that had not got so far are left out. ${UNIT_RULE}`,
  };
}

function answers(id: string, answer: 'refused' | 'redirected', words: Words): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'answers', answer },
    rule: `Recipients of referrals published in the period, those told by a redirect included; counted by the reason of the first such answer. ${UNIT_RULE}`,
  };
}

function children(id: string, counts: ChildCount, words: Words, more = ''): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'children', counts },
    rule: `Children of referrals published in the period, as first sent: a later correction does not make the first recording better. ${more}${UNIT_RULE} `
      + 'Referrals published before the exchange kept such marks are not among them.',
  };
}

const notStated = (code: 'N1' | 'N2' | 'N3' | 'N4', why: string): MeasureDefinition =>
  children(`ethnicity-${code.toLowerCase()}`, `not-stated-${code}`, {
    sentence: `How many children's ethnicity was not stated with the reason ${code}: ${why}.`,
    numerator: `children recorded as not stated, ${code}`,
    denominator: 'children',
    tellsNot: 'Whether the reason was true. A high share at one unit is a question to that unit.',
  });

/** Every measure that the exchange answers with. A partnership's action plans name them by id. */
export const MEASURES: readonly MeasureDefinition[] = [
  dueClocks('acknowledged-in-time', ['LA_ACK'], {
    sentence: 'How many referrals the local authority acknowledged and decided on within one working day.',
    numerator: 'acknowledgement clocks met in time',
    denominator: 'acknowledgement clocks due in the period',
    tellsNot: 'Whether the decision was a good one.',
  }),
  dueClocks('hub-decision-in-time', ['HUB_RED', 'HUB_AMBER', 'HUB_GREEN'], {
    sentence: 'How many referrals the hub decided on within the time of its local policy for the grade.',
    numerator: 'hub clocks met in time',
    denominator: 'hub clocks due in the period',
    tellsNot: 'Whether the grade was right: a grade that is too low has a longer time.',
  }),
  dueClocks('school-told-in-time', ['SCHOOL_NOTICE'], {
    sentence: 'How many domestic abuse notices a person at the school read before the next school day began.',
    numerator: 'notices read in time',
    denominator: 'notices due in the period',
    tellsNot: 'Whether the school then looked after the child.',
  }),
  dueClocks('return-interview-in-time', ['RETURN_INTERVIEW'], {
    sentence: 'How many missing children had their return interview within 72 hours.',
    numerator: 'return interviews held within 72 hours',
    denominator: 'return interviews due in the period',
    tellsNot: 'What the child said. Interviews that the child declined before they were due are not among those due.',
  }),
  {
    id: 'overdue-now', version: 1, kind: 'count', dimensions: ['force', 'unit', 'agency'], isOfNow: true, basis: { cases: 'open-clocks' },
    sentence: 'How many clocks are overdue at this moment.',
    numerator: 'clocks past their due time that nobody has answered',
    denominator: 'clocks that nobody has answered yet',
    rule: 'All clocks that run, of every rule, as of the moment of asking; counted by rule. The chase of a referrer runs beside the clock that it follows and counts as well.',
    tellsNot: 'How long they have been so: the list of what is overdue says that for each.',
  },
  timeTo('time-to-delivered', 'delivered', {
    sentence: 'How long it took until the agency\'s machine had stored the referral.',
    numerator: 'recipients whose machine stored it', denominator: 'recipients', tellsNot: 'That anybody has seen it.',
  }),
  timeTo('time-to-opened', 'opened', {
    sentence: 'How long it took until a named person was shown the referral.',
    numerator: 'recipients at which a person was shown it', denominator: 'recipients', tellsNot: 'That anybody has taken it on.',
  }),
  timeTo('time-to-answered', 'answered', {
    sentence: 'How long it took until the agency accepted, refused or redirected the referral.',
    numerator: 'recipients that accepted, refused or redirected it', denominator: 'recipients', tellsNot: 'That the child has anybody: a refusal is an answer, too.',
  }),
  timeTo('time-to-decided', 'decided', {
    sentence: 'How long it took until the agency decided the next step.',
    numerator: 'recipients that decided', denominator: 'recipients asked to decide', tellsNot: 'Whether the step was then taken.',
  }, 'Only recipients that were asked to decide, and that neither refused nor redirected. '),
  timeTo('time-to-fed-back', 'fed_back', {
    sentence: 'How long it took until the referrer was told what came of it.',
    numerator: 'recipients that fed back', denominator: 'recipients', tellsNot: 'Whether anybody at the force read it.',
  }),
  answers('refused', 'refused', {
    sentence: 'How many recipients refused the referral, and why.',
    numerator: 'recipients that refused', denominator: 'recipients', tellsNot: 'Whether the refusal was right, or the referral.',
  }),
  answers('redirected', 'redirected', {
    sentence: 'How many recipients said that the referral belongs to another agency, and why.',
    numerator: 'recipients that redirected it', denominator: 'recipients', tellsNot: 'Whether the other agency agreed.',
  }),
  {
    id: 'report-to-grade', version: 1, kind: 'duration', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'gradings', since: 'report' },
    sentence: 'How long it took from the report of an incident to the first grading of the risk.',
    numerator: 'referrals with the times of report and grading', denominator: 'referrals published',
    rule: `Referrals published in the period. A grading before the report counts as no delay. ${UNIT_RULE}`,
    tellsNot: 'Whether the grade was right, or how long the referral took after it.',
  },
  {
    id: 'grade-to-regrade', version: 1, kind: 'duration', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'gradings', since: 'previous-grading' },
    sentence: 'How long a risk stood before it was graded again.',
    numerator: 'gradings after the first one with a grading before them', denominator: 'gradings after the first one',
    rule: `Gradings after the first one of referrals published in the period, each from the grading before it. ${UNIT_RULE}`,
    tellsNot: 'How many risks ought to have been graded again and were not.',
  },
  children('ethnicity-complete', 'complete', {
    sentence: 'How many children have an ethnicity recorded: as stated, or as not stated with the reason why.',
    numerator: 'children with a statement, or with the reason for none', denominator: 'children', tellsNot: 'Whether what was recorded is right.',
  }),
  children('ethnicity-stated', 'stated', {
    sentence: 'How many children\'s ethnicity is as they or their carer stated it.',
    numerator: 'children with a statement', denominator: 'children', tellsNot: 'Whether they were asked in words that they understood.',
  }),
  notStated('N1', 'the officer was urgently needed elsewhere'),
  notStated('N2', 'public disorder'),
  notStated('N3', 'the person did not understand'),
  notStated('N4', 'the person declined'),
  children('ethnicity-conflict-with-perceived', 'conflict-with-perceived', {
    sentence: 'How many children\'s own statement does not fit what the officer perceived.',
    numerator: 'children whose statement and perceived code do not fit', denominator: 'children with both',
    tellsNot: 'Which of the two is wrong, if either: what a person states about themselves always stands.',
  }, 'Whether the two fit is decided by the table measures/perceived-against-stated, version 1. '),
  children('ethnicity-conflict-between-agencies', 'conflict-between-agencies', {
    sentence: 'How many children\'s ethnicity is recorded differently by two organisations.',
    numerator: 'children about whom a conflict was raised', denominator: 'children', tellsNot: 'Conflicts that nobody could see, because only one organisation recorded anything.',
  }, 'A conflict counts whenever it was raised. '),
  children('ethnicity-defaulted', 'defaulted', {
    sentence: 'How many children\'s ethnicity looks like the value that a system fills in by itself.',
    numerator: 'children recorded as not stated without a reason', denominator: 'children',
    tellsNot: 'Defaults that look like a real answer. A unit with one code for nearly everybody has to be looked at by hand.',
  }),
  {
    id: 'ethnicity-time-to-correct', version: 1, kind: 'duration', dimensions: ALL, isOfNow: false, basis: { cases: 'conflicts' },
    sentence: 'How long it took from a conflict between two records of a child\'s ethnicity to the correction.',
    numerator: 'conflicts after which the force corrected the child\'s record', denominator: 'conflicts raised',
    rule: 'Conflicts raised in the period, each to the first later correction of what that child stated. The agency is the one whose record raised it.',
    tellsNot: 'Whether the agency corrected its own record instead.',
  },
  {
    id: 'referred-in-time', version: 1, kind: 'share', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'incidents' },
    sentence: 'How many incidents with a child present were followed by a referral within the agreed time; the others are gaps.',
    numerator: 'incidents referred in time', denominator: 'incidents with a child present',
    rule: 'Incidents with a child present that were reported in the period and have a referral or are past the agreed time. The times are those from report to referral; of those '
      + 'without one, the oldest age is given. The unit is the one that dealt with the incident.',
    tellsNot: 'Incidents that were never notified to the exchange.',
  },
];

export function measureOf(id: string): MeasureDefinition | undefined {
  return MEASURES.find((measure) => measure.id === id);
}
