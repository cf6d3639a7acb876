import type { Partnership } from '../model/partnership.js';
import { reportRepeats, type Report } from './report.js';

/** The partnership as far as the partnership file alone describes it. */
export type Organisations = Pick<Partnership, 'forces' | 'agencies' | 'notShared'>;

/** Checks the forces and agencies of the partnership file. */
export function checkOrganisations({ forces, agencies, notShared }: Organisations, report: Report): void {
  const ids = [...forces, ...agencies].map(({ id }) => id);
  reportRepeats(ids, (index) => {
    const place = index < forces.length ? ['forces', index, 'id'] : ['agencies', index - forces.length, 'id'];
    report(place, 'Another force or agency has this id. Rename one, because topics, records and evidence use it.');
  });
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
  reportRepeats(notShared.grades, (index) => report(['notShared', 'grades', index], 'Named already. Remove one of them.'));
  const urns = agencies.flatMap(({ urn, formerUrns = [] }, index) => [
    ...(urn === null ? [] : [{ urn, place: ['agencies', index, 'urn'] }]),
    ...formerUrns.map((former, position) => ({ urn: former, place: ['agencies', index, 'formerUrns', position] })),
  ]);
  reportRepeats(urns.map(({ urn }) => urn), (index) => report(urns[index]?.place ?? [], 'Another school has this urn, now or formerly. Correct one of them.'));
}
