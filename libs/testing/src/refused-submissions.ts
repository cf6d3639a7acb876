import { readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NORTHSHIRE = 'infra/partnership/northshire/partnership.yaml';

/** A submission that the publisher refuses because of its content and the partnership file alone. */
export interface RefusedSubmission {
  readonly because: string;
  /** Whether it is refused by a partnership with changed files: an ended school without a successor, and no grade that is not shared. */
  readonly byChanged?: true;
  readonly organisation?: string;
  readonly body: string;
  /** The code of the answer, and the places that it names. */
  readonly code: string;
  readonly pointers: readonly string[];
}

/** Copies the demonstration partnership into a folder with the changes that {@link RefusedSubmission} names. @returns the partnership file. */
export async function changedPartnership(folder: string): Promise<string> {
  await cp(dirname(NORTHSHIRE), folder, { recursive: true });
  const file = join(folder, 'partnership.yaml');
  const text = readFileSync(file, 'utf8');
  const sharing = text.replace('notShared:\n  grades: [blue]\n', '');
  const changed = sharing.replace('    urn: "142002"', '    urn: "142002"\n    ended: { on: 2026-01-02, reason: closed }');
  if (sharing === text || changed === sharing) throw new Error('the demonstration partnership has another form than these changes expect');
  writeFileSync(file, changed);
  return file;
}

/** One submission for each reason of a refusal that content and partnership file decide. @param referral one that is accepted, with one child at a school. */
export function refusedSubmissions(referral: object): readonly RefusedSubmission[] {
  const text = JSON.stringify(referral);
  const { risk, referrer, children: [child = {}] } = referral as { readonly risk: object; readonly referrer: object; readonly children: readonly object[] };
  const changed = (more: object): string => JSON.stringify({ ...referral, ...more });
  return [
    { because: 'it is not JSON', body: text.slice(0, -1), code: 'GEN-002', pointers: [] },
    { because: 'it is nested too deeply', body: changed({ narrative: JSON.parse('['.repeat(70) + ']'.repeat(70)) as unknown }), code: 'GEN-002', pointers: [] },
    { because: 'a member is there twice', body: text.replace('"area":', '"area":"northmoor","area":'), code: 'GEN-018', pointers: ['/area'] },
    { because: 'a text has half a character', body: text.replace('"narrative":"', String.raw`"narrative":"\ud800`), code: 'GEN-001', pointers: ['/narrative'] },
    { because: 'it is larger than a body may be', body: changed({ narrative: 'x'.repeat(1_100_000) }), code: 'GEN-005', pointers: [] },
    { because: 'fields break the contract', body: changed({ area: undefined, extra: 1 }), code: 'GEN-001', pointers: ['/area', '/extra'] },
    { because: 'the sender is no force', organisation: 'northshire-csc', body: text, code: 'IDN-012', pointers: [] },
    { because: 'the force of the referral is another one', body: changed({ referrer: { ...referrer, force: 'southshire-police' } }), code: 'REF-008', pointers: [] },
    { because: 'a rule between fields is broken', body: changed({ children: [{ ...child, ageEstimateYears: 12 }] }), code: 'REF-007', pointers: ['/children/0/ageEstimateYears'] },
    { because: 'the alleged abuser is linked to no agency', body: changed({ allegedAbuser: { linkedAgencies: ['northsire-csc'] } }), code: 'REF-007', pointers: ['/allegedAbuser/linkedAgencies/0'] },
    { because: 'no agency serves the area of a child', body: changed({ children: [{ ...child, area: 'northmore' }] }), code: 'REF-007', pointers: ['/children/0/area'] },
    { because: 'no agency serves the area', body: changed({ area: 'northshyre' }), code: 'REF-006', pointers: ['/area'] },
    { because: 'local policy does not share the grade', body: changed({ risk: { ...risk, grade: 'blue' } }), code: 'REF-006', pointers: ['/risk/grade'] },
    { because: 'no agreement names a recipient', byChanged: true, body: changed({ risk: { ...risk, grade: 'blue' } }), code: 'REF-006', pointers: [] },
    {
      because: 'an agreement names an agency that has ended', byChanged: true,
      body: changed({ children: [{ ...child, school: { name: 'Riverside School', urn: '142002' } }] }), code: 'REF-030', pointers: ['/children/0/school/urn'],
    },
  ];
}
