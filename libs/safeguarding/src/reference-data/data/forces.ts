import { entries, type CodeSet } from '../code-set.js';

/** An extract: any two digits are a force code, and the listed forces are those with a known source. */
export const FORCE: CodeSet = {
  id: 'home-office/force',
  version: 1,
  title: 'Police force codes',
  source: { title: 'Home Office police force codes (extract)', confidence: 'recomputed' },
  effectiveFrom: '2024-01-01',
  complete: false,
  codes: entries([
    ['21', 'Staffordshire Police'],
    ['47', 'Sussex Police'],
    ['93', 'British Transport Police'],
  ]),
};
