import { HARM_CODES } from '#libs/contracts';

import { entries, labelled, type CodeSet } from '../code-set.js';

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

/**
 * The factors that the exchange itself names. The census knows more, so the list is an extract: a factor that is not in
 * it is passed on as it came, and never refused.
 */
export const ASSESSMENT_FACTOR: CodeSet = {
  id: 'dfe/assessment-factor',
  version: 1,
  title: 'Factors identified at assessment',
  source: { title: 'Children in need census, factors identified at the end of assessment (extract)', confidence: 'general' },
  effectiveFrom: FIRST_DAY,
  complete: false,
  codes: entries([
    ['12A', 'Missing'],
    ['13A', 'Child sexual exploitation'],
    ['14A', 'Gangs'],
    ['16A', 'Neglect'],
    ['17A', 'Emotional abuse'],
    ['18A', 'Physical abuse'],
    ['19A', 'Sexual abuse'],
    ['22A', 'Female genital mutilation'],
    ['23A', 'Abuse linked to faith or belief'],
    ['24A', 'Child criminal exploitation'],
  ]),
};

/** Held because its codes collide with the reasons why ethnicity was not stated: it shows why every code names its list. */
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
