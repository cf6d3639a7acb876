import { entries, type CodeSet } from '../code-set.js';

// Statements of persons, perceptions of officers and records of other organisations use different lists. A change to a list is
// a new version with its own dates, never an edit, because records name the version in which they were made.

/** First day of the exchange's own records. The lists are older; nothing is recorded here before it. */
const FIRST_DAY = '2024-01-01';

export const ETHNICITY_18_PLUS_1: CodeSet = {
  id: 'police/ethnicity-18-plus-1',
  version: 1,
  title: 'Self-defined ethnicity, 18+1',
  source: { title: 'Police self-defined ethnicity codes, 18+1 (2021 census categories)', confidence: 'published' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['W1', 'White: British'],
    ['W2', 'White: Irish'],
    ['W3', 'White: Gypsy or Irish Traveller'],
    ['W9', 'White: any other White background'],
    ['M1', 'Mixed: White and Black Caribbean'],
    ['M2', 'Mixed: White and Black African'],
    ['M3', 'Mixed: White and Asian'],
    ['M9', 'Mixed: any other Mixed background'],
    ['A1', 'Asian: Indian'],
    ['A2', 'Asian: Pakistani'],
    ['A3', 'Asian: Bangladeshi'],
    ['A4', 'Asian: Chinese'],
    ['A9', 'Asian: any other Asian background'],
    ['B1', 'Black: Caribbean'],
    ['B2', 'Black: African'],
    ['B9', 'Black: any other Black background'],
    ['O2', 'Other: Arab'],
    ['O9', 'Other: any other ethnic group'],
    ['NS', 'Not stated'],
  ]),
};

export const ETHNICITY_16_PLUS_1: CodeSet = {
  id: 'police/ethnicity-16-plus-1',
  version: 1,
  title: 'Self-defined ethnicity, 16+1',
  source: { title: 'Police self-defined ethnicity codes, 16+1 (2001 census categories)', confidence: 'recomputed' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['W1', 'White: British'],
    ['W2', 'White: Irish'],
    ['W9', 'White: any other White background'],
    ['M1', 'Mixed: White and Black Caribbean'],
    ['M2', 'Mixed: White and Black African'],
    ['M3', 'Mixed: White and Asian'],
    ['M9', 'Mixed: any other Mixed background'],
    ['A1', 'Asian: Indian'],
    ['A2', 'Asian: Pakistani'],
    ['A3', 'Asian: Bangladeshi'],
    ['A9', 'Asian: any other Asian background'],
    ['B1', 'Black: Caribbean'],
    ['B2', 'Black: African'],
    ['B9', 'Black: any other Black background'],
    ['O1', 'Chinese'],
    ['O9', 'Other: any other ethnic group'],
    ['NS', 'Not stated'],
  ]),
};

export const ETHNICITY_NOT_STATED_REASON: CodeSet = {
  id: 'police/ethnicity-not-stated-reason',
  version: 1,
  title: 'Why self-defined ethnicity was not stated',
  source: { title: 'Police not-stated reason codes N1 to N4', confidence: 'recomputed' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['N1', 'Officer urgently needed elsewhere'],
    ['N2', 'Public disorder'],
    ['N3', 'Person did not understand'],
    ['N4', 'Person declined'],
  ]),
};

export const ETHNICITY_PERCEIVED: CodeSet = {
  id: 'police/ethnicity-perceived',
  version: 1,
  title: 'Ethnicity as an officer perceived it',
  source: { title: 'Police identity codes IC0 to IC6 and IC9', confidence: 'general' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['IC0', 'Unknown'],
    ['IC1', 'White North European'],
    ['IC2', 'White South European'],
    ['IC3', 'Black'],
    ['IC4', 'South Asian'],
    ['IC5', 'Chinese, Japanese or South East Asian'],
    ['IC6', 'Arab or North African'],
    ['IC9', 'Unknown'],
  ]),
};

export const ETHNICITY_DFE: CodeSet = {
  id: 'dfe/ethnicity',
  version: 1,
  title: 'Ethnicity in the Department for Education\'s censuses',
  source: { title: 'Department for Education census code list, ethnicity', confidence: 'recomputed' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['WBRI', 'White British'],
    ['WIRI', 'White Irish'],
    ['WIRT', 'Traveller of Irish heritage'],
    ['WROM', 'Gypsy or Roma'],
    ['WOTH', 'Any other White background'],
    ['MWBC', 'White and Black Caribbean'],
    ['MWBA', 'White and Black African'],
    ['MWAS', 'White and Asian'],
    ['MOTH', 'Any other Mixed background'],
    ['AIND', 'Indian'],
    ['APKN', 'Pakistani'],
    ['ABAN', 'Bangladeshi'],
    ['AOTH', 'Any other Asian background'],
    ['CHNE', 'Chinese'],
    ['BCRB', 'Black Caribbean'],
    ['BAFR', 'Black African'],
    ['BOTH', 'Any other Black background'],
    ['OOTH', 'Any other ethnic group'],
    ['REFU', 'Refused'],
    ['NOBT', 'Information not yet obtained'],
  ]),
};

export const ETHNICITY_NHS: CodeSet = {
  id: 'nhs/ethnic-category',
  version: 1,
  title: 'NHS ethnic category',
  source: { title: 'NHS Data Dictionary, ethnic category (2001 census categories)', confidence: 'general' },
  effectiveFrom: FIRST_DAY,
  complete: true,
  codes: entries([
    ['A', 'White: British'],
    ['B', 'White: Irish'],
    ['C', 'White: any other White background'],
    ['D', 'Mixed: White and Black Caribbean'],
    ['E', 'Mixed: White and Black African'],
    ['F', 'Mixed: White and Asian'],
    ['G', 'Mixed: any other Mixed background'],
    ['H', 'Asian: Indian'],
    ['J', 'Asian: Pakistani'],
    ['K', 'Asian: Bangladeshi'],
    ['L', 'Asian: any other Asian background'],
    ['M', 'Black: Caribbean'],
    ['N', 'Black: African'],
    ['P', 'Black: any other Black background'],
    ['R', 'Chinese'],
    ['S', 'Any other ethnic group'],
    ['Z', 'Not stated: the person declined'],
    ['99', 'Not known'],
  ]),
};
