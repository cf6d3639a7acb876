import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Child, SubmitReferralRequest } from '#libs/contracts';

import type { CodeSet } from '../reference-data/code-set.js';
import { CODE_SETS } from '../reference-data/code-sets.js';
import { ETHNICITY_18_PLUS_1 } from '../reference-data/data/ethnicity.js';
import { checkCodes } from './check-codes.js';
import { checkReferral } from './check-referral.js';

type Plain<Body> = { readonly [Key in keyof Body]: Body[Key] };

const now = new Date('2026-05-22T19:00:00+01:00');
const example = JSON.parse(readFileSync(join(process.cwd(), 'docs', 'examples', 'referral.json'), 'utf8')) as SubmitReferralRequest;
const child: Plain<Child> = { name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03-14' };

function about(...children: readonly Plain<Child>[]): SubmitReferralRequest {
  return { ...example, children };
}

function found(content: SubmitReferralRequest): string[] {
  return checkReferral(content, now).map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('the identifiers and codes of a child in a referral', () => {
  it('are accepted in the example of the documentation', () => {
    expect(checkReferral(example, now)).toEqual([]);
  });

  it.each<[string, Plain<Child>, string[]]>([
    ['no identifier and no ethnicity at all', child, []],
    ['every identifier sound', { ...child, identifiers: { nhsNumber: '4010232137', upn: 'H243278544154', pncId: '2002/0073319Z' }, address: { lines: ['x'], uprn: '100023336956' } }, []],
    ['a temporary UPN and a short PNC id', { ...child, identifiers: { upn: 'A95000017830B', pncId: '81/34U' } }, []],
    ['a mistyped NHS number', { ...child, identifiers: { nhsNumber: '9111111111' } }, ['/children/0/identifiers/nhsNumber wrong-check-digit']],
    ['a mistyped UPN', { ...child, identifiers: { upn: 'R247962919251' } }, ['/children/0/identifiers/upn wrong-check-digit']],
    ['a mistyped PNC id', { ...child, identifiers: { pncId: '2001/0171310S' } }, ['/children/0/identifiers/pncId wrong-check-digit']],
    ['a PNC id of no century', { ...child, identifiers: { pncId: '3002/0073319Z' } }, ['/children/0/identifiers/pncId malformed-identifier']],
    ['a UPRN of zeros', { ...child, address: { lines: ['x'], uprn: '0000' } }, ['/children/0/address/uprn malformed-identifier']],
    ['an ethnicity code that does not exist', { ...child, selfDefinedEthnicity: { code: 'W7' } }, ['/children/0/selfDefinedEthnicity/code unknown-code']],
    ['a school\'s code in the police field', { ...child, selfDefinedEthnicity: { code: 'WROM' } }, ['/children/0/selfDefinedEthnicity/code code-of-another-set']],
    ['a perceived code where the person\'s own belongs', { ...child, selfDefinedEthnicity: { code: 'IC3' } }, ['/children/0/selfDefinedEthnicity/code code-of-another-set']],
    ['a self-defined code where the officer\'s belongs', { ...child, perceivedEthnicity: { code: 'B1' } }, ['/children/0/perceivedEthnicity/code code-of-another-set']],
    ['a perceived code that does not exist', { ...child, perceivedEthnicity: { code: 'IC8' } }, ['/children/0/perceivedEthnicity/code unknown-code']],
    ['not stated, without a reason', { ...child, selfDefinedEthnicity: { code: 'NS' } }, []],
    ['not stated, for a reason that does not exist', { ...child, selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N9' } }, ['/children/0/selfDefinedEthnicity/reasonNotStated code-of-another-set']],
    ['copied from the other field: one problem, not three', { ...child, selfDefinedEthnicity: { code: 'IC1' }, perceivedEthnicity: { code: 'IC1' } }, ['/children/0/selfDefinedEthnicity/code ethnicity-copied']],
  ])('%s', (_what, about0, expected) => {
    expect(found(about(about0))).toEqual(expected);
  });

  it('are refused if retired, from that day on', () => {
    const retired: CodeSet = { ...ETHNICITY_18_PLUS_1, codes: [{ code: 'W3', label: 'Gypsy or Irish Traveller', retired: '2026-05-22' }] };
    const sets = [retired, ...CODE_SETS.slice(1)];
    const problems = (at: string): string[] => checkCodes(about({ ...child, selfDefinedEthnicity: { code: 'W3' } }), new Date(at), sets).map(({ code }) => code);
    expect([problems('2026-05-21T22:59:00Z'), problems('2026-05-21T23:00:00Z')]).toEqual([[], ['retired-code']]);
  });

  it('are accepted if their code list is not in force, so that no child waits', () => {
    expect(checkCodes(about({ ...child, selfDefinedEthnicity: { code: 'W7' } }), now, [])).toEqual([]);
  });

  it('identify one child under two forms of one PNC id', () => {
    const [long, short] = ['1981/0000034U', '81/34U'].map((pncId) => ({ ...child, dateOfBirth: '2013-01-01', identifiers: { pncId } }));
    if (long === undefined || short === undefined) throw new Error('two children are needed');
    expect(found(about(long, { ...short, dateOfBirth: '2014-01-01' }))).toEqual(['/children/1/identifiers/pncId duplicate-child']);
  });

  it('are never copied from perceived to stated, and never repeated in a problem', () => {
    const content = about({ ...child, identifiers: { nhsNumber: '9111111111', pncId: '2001/0171310S' }, perceivedEthnicity: { code: 'WROM' }, selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N2' } });
    const before = structuredClone(content);
    const text = JSON.stringify(checkReferral(content, now));
    for (const value of ['9111111111', '0171310', 'WROM', 'NS', 'N2']) expect(text).not.toContain(value);
    expect(content).toEqual(before);
    const perceivedOnly = about({ ...child, perceivedEthnicity: { code: 'IC1' } });
    expect(checkReferral(perceivedOnly, now)).toEqual([]);
    expect(perceivedOnly.children[0]).not.toHaveProperty('selfDefinedEthnicity');
  });
});
