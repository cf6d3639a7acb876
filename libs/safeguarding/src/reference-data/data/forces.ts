import { entries, type CodeSet } from '../code-set.js';

/** An extract: a force code is any two digits, and the forces named here are the ones the exchange has a source for. */
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
