import { HARM_CODES } from '#libs/contracts';

import type { Source } from '../../source.js';
import { entries, labelled, type CodeEntry, type CodeSet } from '../code-set.js';

const FIRST_DAY = '2024-01-01';

export const HARM: CodeSet = {
  id: 'dfe/harm',
  version: 1,
  title: 'Kind of harm (category of abuse)',
  source: { title: 'Children in need census, category of abuse', confidence: 'recomputed' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: labelled(HARM_CODES, {
    NEG: 'Neglect',
    PHY: 'Physical abuse',
    SAB: 'Sexual abuse',
    EMO: 'Emotional abuse',
    MUL: 'Multiple',
  }),
};

/** Read in print, as answers of a council that quote the census. */
const READ: Source = { title: 'Devon County Council, answer on children in need cohorts and risk factors (codes 16A to 19A)', confidence: 'published' };
/** The census's own code list has not been read for these. */
const UNVERIFIED: Source = { title: 'Children in need census, factors identified at the end of assessment; code not verified', confidence: 'general' };
/** A published answer uses the code for another factor: a sender of census returns must check it. */
const CONTRADICTED: Source = {
  title: 'Not verified, and doubtful: Devon County Council, answer on trafficking and modern slavery (2019), names 12A as the census\'s code for trafficking',
  confidence: 'general',
};

/**
 * The factors that the exchange itself names. The census has more, so the list is an extract: another factor is passed on
 * unchanged, and never refused.
 */
export const ASSESSMENT_FACTOR: CodeSet = {
  id: 'dfe/assessment-factor',
  version: 1,
  title: 'Factors identified at assessment',
  source: { title: 'Children in need census, factors identified at the end of assessment (extract)', confidence: 'general' },
  effectiveFrom: FIRST_DAY,
  complete: false,
  codes: [
    ...sourced(CONTRADICTED, [['12A', 'Missing']]),
    ...sourced(UNVERIFIED, [['13A', 'Child sexual exploitation'], ['14A', 'Gangs']]),
    ...sourced(READ, [['16A', 'Neglect'], ['17A', 'Emotional abuse'], ['18A', 'Physical abuse'], ['19A', 'Sexual abuse']]),
    ...sourced(UNVERIFIED, [['22A', 'Female genital mutilation'], ['23A', 'Abuse linked to faith or belief'], ['24A', 'Child criminal exploitation']]),
  ],
};

/** Included because its codes collide with the reasons for not stating ethnicity: it shows why every code names its list. */
export const PRIMARY_NEED: CodeSet = {
  id: 'dfe/primary-need',
  version: 1,
  title: 'Primary need',
  source: { title: 'Children in need census, primary need', confidence: 'general' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['N0', 'Not stated'],
    ['N1', 'Abuse or neglect'],
    ['N2', 'Child\'s disability or illness'],
    ['N3', 'Parental disability or illness'],
    ['N4', 'Family in acute stress'],
    ['N5', 'Family dysfunction'],
    ['N6', 'Socially unacceptable behaviour'],
    ['N7', 'Low income'],
    ['N8', 'Absent parenting'],
    ['N9', 'Cases other than children in need'],
  ]),
};

function sourced(source: Source, codes: readonly (readonly [code: string, label: string])[]): readonly CodeEntry[] {
  return entries(codes).map((entry) => ({ ...entry, source }));
}
