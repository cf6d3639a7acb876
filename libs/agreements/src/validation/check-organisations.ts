import type { Agency, Partnership } from '../model/partnership.js';
import { reportRepeats, type Report } from './report.js';

/** The partnership as far as the partnership file alone describes it. */
export type Organisations = Pick<Partnership, 'forces' | 'agencies' | 'auditors' | 'operators' | 'notShared'>;

const OVERSEES =
  'Another organisation of this file has this id. Use another one, because an organisation that the record is about must not see all of it or look after its dead letters, and an auditor must not operate what it audits.';
/** The fault of an id that an earlier list or entry has, by the list of the later one. */
const REPEATED_ID: Readonly<Record<string, string>> = {
  forces: 'Another force or agency has this id. Rename one, because topics, records and evidence use it.',
  agencies: 'Another force or agency has this id. Rename one, because topics, records and evidence use it.',
  auditors: OVERSEES,
  operators: OVERSEES,
};

/** Checks the organisations of the partnership file. */
export function checkOrganisations({ forces, agencies, auditors, operators, notShared }: Organisations, report: Report): void {
  const placed = Object.entries({ forces, agencies, auditors, operators }).flatMap(([list, members]) => members.map(({ id }, index) => ({ list, index, id })));
  reportRepeats(placed.map(({ id }) => id), (position) => {
    const { list = '', index = 0 } = placed[position] ?? {};
    report([list, index, 'id'], REPEATED_ID[list] ?? '');
  });
  checkAsserting({ forces, agencies, auditors, operators }, report);
  agencies.forEach(({ kind, urn, formerUrns }, index) => {
    if (kind === 'school' && urn === null) {
      report(['agencies', index], 'A school needs its urn, because it is notified only about children on its roll.');
    }
    if (kind !== 'school' && urn !== null) {
      report(['agencies', index, 'urn'], 'Only a school has a urn. Remove it, or correct the kind.');
    }
    if (kind !== 'school' && formerUrns !== undefined) {
      report(['agencies', index, 'formerUrns'], 'Only a school has had urns. Remove them, or correct the kind.');
    }
  });
  agencies.forEach(({ kind, areas, hubHours }, index) => {
    if (hubHours !== null && kind === 'school') {
      report(['agencies', index, 'hubHours'], 'A school has term dates, not hub hours. Remove it, or correct the kind.');
    }
    reportRepeats(areas, (position) => report(['agencies', index, 'areas', position], 'Named already. Remove one of them.'));
  });
  agencies.forEach((agency, index) => checkEnding(agencies, agency, (message) => report(['agencies', index, 'ended'], message)));
  reportRepeats(notShared.grades, (index) => report(['notShared', 'grades', index], 'Named already. Remove one of them.'));
  const urns = agencies.flatMap(({ urn, formerUrns = [] }, index) => [
    ...(urn === null ? [] : [{ urn, school: index, place: ['agencies', index, 'urn'] }]),
    ...formerUrns.map((former, position) => ({ urn: former, school: index, place: ['agencies', index, 'formerUrns', position] })),
  ]);
  reportRepeats(urns.map(({ urn }) => urn), (index) => {
    const { urn, school, place } = urns[index] ?? { place: [] };
    const first = urns.find((each) => each.urn === urn);
    report(place, first?.school === school ? 'This school has this urn already. Remove it.' : 'Another school has this urn, now or formerly. Correct one of them.');
  });
}

/** One system has one client id, and works for one organisation. */
function checkAsserting(lists: Pick<Partnership, 'forces' | 'agencies' | 'auditors' | 'operators'>, report: Report): void {
  const systems = Object.entries(lists).flatMap(([list, members]) => members.flatMap(({ assertsPersons = [] }, index) =>
    assertsPersons.map((client, position) => ({ client, place: [list, index, 'assertsPersons', position] }))));
  reportRepeats(systems.map(({ client }) => client), (position) => {
    report(systems[position]?.place ?? [], 'Named already. Remove one of them, because a system asserts the persons of one organisation.');
  });
}

/** An ended agency names its successor, so that its referrals have an agency to go to, and chains of successors have an end. */
function checkEnding(agencies: readonly Agency[], { id, kind, ended }: Agency, report: (message: string) => void): void {
  if (ended === undefined) return;
  if (ended.successor === undefined) {
    if (ended.reason !== 'closed') report('A merged or succeeded agency needs its successor. Name it, or give the reason closed.');
    return;
  }
  const successor = agencies.find((agency) => agency.id === ended.successor);
  if (successor === undefined) return report('The successor is no agency of this partnership. Add it, or name one of its agencies.');
  if (successor.kind !== kind) report(`The successor is of the kind ${successor.kind}, and this agency of the kind ${kind}. Name an agency of the same kind.`);
  const passed = new Set([id]);
  for (let next: Agency | undefined = successor; next !== undefined; next = agencies.find((agency) => agency.id === next?.ended?.successor)) {
    if (passed.has(next.id)) return report('The successors form a circle, so no agency takes on the referrals. Correct one of them.');
    passed.add(next.id);
  }
}
