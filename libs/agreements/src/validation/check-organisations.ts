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
  agencies.forEach(({ kind, urn }, index) => {
    if (kind === 'school' && urn === null) {
      report(['agencies', index], 'A school needs its urn, because it is notified only about children on its roll.');
    }
    if (kind !== 'school' && urn !== null) {
      report(['agencies', index, 'urn'], 'Only a school has a urn. Remove it, or correct the kind.');
    }
  });
  agencies.forEach(({ kind, areas, hubHours }, index) => {
    if (hubHours !== null && kind === 'school') {
      report(['agencies', index, 'hubHours'], 'A school has term dates, not hub hours. Remove it, or correct the kind.');
    }
    reportRepeats(areas, (position) => report(['agencies', index, 'areas', position], 'Named already. Remove one of them.'));
  });
  reportRepeats(notShared.grades, (index) => report(['notShared', 'grades', index], 'Named already. Remove one of them.'));
  const urns = agencies.map(({ urn }, index) => urn ?? `no urn ${index}`);
  reportRepeats(urns, (index) => report(['agencies', index, 'urn'], 'Another school has this urn. Correct one of them.'));
}
