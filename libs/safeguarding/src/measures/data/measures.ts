import type { ClockRuleId } from '../../clocks/rule.js';
import type { ChildCount, MeasureBasis, MeasureDefinition } from '../measure.js';

type Words = Pick<MeasureDefinition, 'sentence' | 'numerator' | 'denominator' | 'doesNotShow'>;

const ALL = ['force', 'unit', 'agency', 'month'] as const;
const OF_A_FORCE = ['force', 'unit', 'month'] as const;
const UNIT_RULE = 'A referral has no unit here if its force names the unit in words.';

function dueClocks(id: string, rules: readonly ClockRuleId[], words: Words): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'due-clocks', rules },
    rule: `Clocks of ${rules.join(', ')} whose due time lies in the period and has passed. An answer at the due time is in time. A clock cancelled before its due time `
      + 'is excluded; one cancelled after it counts as not in time. Where the time that a clock counted from was corrected, the duty counts once, by the clock of the corrected time. '
      + 'Clocks without a calculated due time are excluded. The agency is the last one that the clock ran against.',
  };
}

function timeTo(id: string, reached: Extract<MeasureBasis, { cases: 'recipients' }>['reached'], words: Words, more = ''): MeasureDefinition {
  return {
    id, version: 1, kind: 'duration', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'recipients', reached },
    rule: `Recipients of referrals published in the period, each from the sharing with it: an agency that received a referral by a redirect is measured from the redirect. ${more}`
      + `Recipients of a withdrawn referral that had not reached the step are excluded. ${UNIT_RULE}`,
  };
}

function answers(id: string, answer: 'refused' | 'redirected', words: Words): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: ALL, isOfNow: false, basis: { cases: 'answers', answer },
    rule: `Recipients of referrals published in the period, including those of a redirect; counted by the reason of the first such answer. ${UNIT_RULE}`,
  };
}

function children(id: string, counts: ChildCount, words: Words, more = ''): MeasureDefinition {
  return {
    id, version: 1, kind: 'share', ...words, dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'children', counts },
    rule: `Children of referrals published in the period, as first sent: a later correction does not improve the first recording. ${more}${UNIT_RULE} `
      + 'Referrals published before the exchange kept such marks are excluded.',
  };
}

const notStated = (code: 'N1' | 'N2' | 'N3' | 'N4', why: string): MeasureDefinition =>
  children(`ethnicity-${code.toLowerCase()}`, `not-stated-${code}`, {
    sentence: `How many children's ethnicity was not stated with the reason ${code}: ${why}.`,
    numerator: `children recorded as not stated, ${code}`,
    denominator: 'children',
    doesNotShow: 'Whether the reason was true. A high share at one unit is a question to that unit.',
  });

/** Every measure that the exchange answers with. A partnership's action plans name them by id. */
export const MEASURES: readonly MeasureDefinition[] = [
  dueClocks('acknowledged-in-time', ['LA_ACK'], {
    sentence: 'How many referrals the local authority acknowledged and decided on within one working day.',
    numerator: 'acknowledgement clocks met in time',
    denominator: 'acknowledgement clocks due in the period',
    doesNotShow: 'Whether the decision was a good one.',
  }),
  dueClocks('hub-decision-in-time', ['HUB_RED', 'HUB_AMBER', 'HUB_GREEN'], {
    sentence: 'How many referrals the hub decided on within the time of its local policy for the grade.',
    numerator: 'hub clocks met in time',
    denominator: 'hub clocks due in the period',
    doesNotShow: 'Whether the grade was right: a grade that is too low has a longer time.',
  }),
  dueClocks('school-notified-in-time', ['SCHOOL_NOTICE'], {
    sentence: 'How many domestic abuse notices a person at the school read before the next school day began.',
    numerator: 'notices read in time',
    denominator: 'notices due in the period',
    doesNotShow: 'Whether the school then looked after the child.',
  }),
  dueClocks('return-interview-in-time', ['RETURN_INTERVIEW'], {
    sentence: 'How many returns of missing children were followed by a return interview within 72 hours. Each missing episode counts.',
    numerator: 'missing episodes whose return interview was held within 72 hours',
    denominator: 'missing episodes whose return interview was due in the period',
    doesNotShow: 'What the child said. Interviews that the child declined before they were due are not among those due.',
  }),
  {
    id: 'overdue-now', version: 1, kind: 'count', dimensions: ['force', 'unit', 'agency'], isOfNow: true, basis: { cases: 'open-clocks' },
    sentence: 'How many clocks are overdue at this moment.',
    numerator: 'clocks past their due time without an answer',
    denominator: 'clocks without an answer yet',
    rule: 'All running clocks of every rule, at the time of the request; counted by rule. The follow-up of a referrer runs beside the clock that started it and counts as well.',
    doesNotShow: 'How long each has been overdue: the list of overdue clocks shows that.',
  },
  timeTo('time-to-delivered', 'delivered', {
    sentence: 'How long it took until the agency\'s machine had stored the referral.',
    numerator: 'recipients whose machine stored it', denominator: 'recipients', doesNotShow: 'That a person has seen it.',
  }),
  timeTo('time-to-opened', 'opened', {
    sentence: 'How long it took until a named person read the referral.',
    numerator: 'recipients at which a person read it', denominator: 'recipients', doesNotShow: 'That an agency has taken it on.',
  }),
  timeTo('time-to-answered', 'answered', {
    sentence: 'How long it took until the agency accepted, refused or redirected the referral.',
    numerator: 'recipients that accepted, refused or redirected it', denominator: 'recipients', doesNotShow: 'That an agency takes care of the child, because a refusal is an answer, too.',
  }),
  timeTo('time-to-decided', 'decided', {
    sentence: 'How long it took until the agency decided the next step.',
    numerator: 'recipients that decided', denominator: 'recipients asked to decide', doesNotShow: 'Whether the step was then taken.',
  }, 'Only recipients that were asked to decide, and that neither refused nor redirected. '),
  timeTo('time-to-fed-back', 'fed_back', {
    sentence: 'How long it took until the agency gave feedback to the referrer.',
    numerator: 'recipients that gave feedback', denominator: 'recipients', doesNotShow: 'Whether a person at the force read it.',
  }),
  answers('refused', 'refused', {
    sentence: 'How many recipients refused the referral, and for which reason.',
    numerator: 'recipients that refused', denominator: 'recipients', doesNotShow: 'Whether the refusal was right, or the referral.',
  }),
  answers('redirected', 'redirected', {
    sentence: 'How many recipients redirected the referral to another agency, and for which reason.',
    numerator: 'recipients that redirected it', denominator: 'recipients', doesNotShow: 'Whether the other agency agreed.',
  }),
  {
    id: 'report-to-grade', version: 1, kind: 'duration', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'gradings', since: 'report' },
    sentence: 'How long it took from the report of an incident to the first grading of the risk.',
    numerator: 'referrals with the times of report and grading', denominator: 'referrals published',
    rule: `Referrals published in the period. A grading before the report counts as no delay. ${UNIT_RULE}`,
    doesNotShow: 'Whether the grade was right, or how long the referral took after it.',
  },
  {
    id: 'grade-to-regrade', version: 1, kind: 'duration', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'gradings', since: 'previous-grading' },
    sentence: 'How long a risk grade was valid before the risk was graded again.',
    numerator: 'gradings after the first one with a grading before them', denominator: 'gradings after the first one',
    rule: `Gradings after the first one of referrals published in the period, each from the grading before it. ${UNIT_RULE}`,
    doesNotShow: 'How many risks should have been graded again and were not.',
  },
  children('ethnicity-complete', 'complete', {
    sentence: 'How many children have an ethnicity recorded: as stated, or as not stated with the reason.',
    numerator: 'children with a statement, or with the reason for not stating it', denominator: 'children', doesNotShow: 'Whether the record is right.',
  }),
  children('ethnicity-stated', 'stated', {
    sentence: 'How many children\'s ethnicity is as they or their carer stated it.',
    numerator: 'children with a statement', denominator: 'children', doesNotShow: 'Whether they were asked in words that they understood.',
  }),
  notStated('N1', 'the officer was urgently needed elsewhere'),
  notStated('N2', 'public disorder'),
  notStated('N3', 'the person did not understand'),
  notStated('N4', 'the person declined'),
  children('ethnicity-conflict-with-perceived', 'conflict-with-perceived', {
    sentence: 'How many children\'s own statement contradicts the officer\'s perception.',
    numerator: 'children whose statement and perceived code contradict each other', denominator: 'children with both',
    doesNotShow: 'Which of the two is wrong, if either: a person\'s own statement always takes precedence.',
  }, 'The table measures/perceived-against-stated, version 1, decides whether the two contradict each other. '),
  children('ethnicity-conflict-between-agencies', 'conflict-between-agencies', {
    sentence: 'How many children\'s ethnicity is recorded differently by two organisations.',
    numerator: 'children about whom a conflict was raised', denominator: 'children', doesNotShow: 'Conflicts that no organisation could see, because only one recorded the ethnicity.',
  }, 'A conflict counts at any time at which it was raised. '),
  children('ethnicity-defaulted', 'defaulted', {
    sentence: 'How many children\'s ethnicity looks like the default value of a system.',
    numerator: 'children recorded as not stated without a reason', denominator: 'children',
    doesNotShow: 'Defaults that look like a real answer. A unit that records one code for nearly every child must be reviewed by hand.',
  }),
  {
    id: 'ethnicity-time-to-correct', version: 1, kind: 'duration', dimensions: ALL, isOfNow: false, basis: { cases: 'conflicts' },
    sentence: 'How long it took from a conflict between two records of a child\'s ethnicity to the correction.',
    numerator: 'conflicts after which the force corrected the child\'s record', denominator: 'conflicts raised',
    rule: 'Conflicts raised in the period, each to the first later correction of that child\'s stated ethnicity. The agency is the one whose record raised it.',
    doesNotShow: 'Whether the agency corrected its own record instead.',
  },
  {
    id: 'referred-in-time', version: 1, kind: 'share', dimensions: OF_A_FORCE, isOfNow: false, basis: { cases: 'incidents' },
    sentence: 'How many incidents with a child present were followed by a referral within the agreed time; the others are gaps.',
    numerator: 'incidents referred in time', denominator: 'incidents with a child present',
    rule: 'Incidents with a child present that were reported in the period and have a referral or are past the agreed time. The times are those from report to referral; of those '
      + 'without one, the oldest age is given. The unit is the one that dealt with the incident.',
    doesNotShow: 'Incidents that were never notified to the exchange.',
  },
];

export function measureOf(id: string): MeasureDefinition | undefined {
  return MEASURES.find((measure) => measure.id === id);
}
