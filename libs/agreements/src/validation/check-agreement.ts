import type { Organisations } from './check-organisations.js';
import { checkViews, hasPurpose, isConcern, NO_SUCH_AGENCY, NO_SUCH_CONCERN, NO_SUCH_PURPOSE, type Checked } from './check-views.js';
import { findView } from '../views/find-view.js';
import type { Agency, Agreement, ChildrenShown, Condition } from '../model/partnership.js';
import type { Path } from '../reading/reader.js';
import { reportRepeats, type Report } from './report.js';

const NO_SUCH_PARTY = 'No such force or agency in the partnership file. Correct the id or add it there.';
const NOT_SHARED = 'The partnership file lists this grade under notShared. Change one of the two.';

/** Checks that every name in an agreement exists, in the partnership and in itself, and that every recipient has a view. */
export function checkAgreement(agreement: Agreement, organisations: Organisations, report: Report): void {
  const checked: Checked = { agreement, organisations, report };
  checkParties(checked);
  if (agreement.reviewBy <= agreement.effectiveFrom) {
    report(['reviewBy'], 'Not after effectiveFrom. Give the day of the next review.');
  }
  const purposes = agreement.purposes.map(({ id }) => id);
  reportRepeats(purposes, (index) => report(['purposes', index, 'id'], 'Another purpose has this id. Rename one.'));
  checkRoutes(checked);
  checkRedirects(checked);
  checkViews(checked);
}

function checkParties({ agreement, organisations, report }: Checked): void {
  const known = new Set([...organisations.forces, ...organisations.agencies].map(({ id }) => id));
  agreement.parties.forEach(({ organisation }, index) => {
    if (!known.has(organisation)) report(['parties', index, 'organisation'], NO_SUCH_PARTY);
  });
  const parties = agreement.parties.map(({ organisation }) => organisation);
  reportRepeats(parties, (index) => report(['parties', index, 'organisation'], 'Named as a party already. Remove one of them.'));
  if (!organisations.forces.some(({ id }) => parties.includes(id))) {
    report(['parties'], 'No police force is a party, so no force could share under this agreement. Add the force.');
  }
}

function checkRoutes(checked: Checked): void {
  const { agreement, report } = checked;
  const ids = [...agreement.routes, ...agreement.redirects].map(({ id }) => id);
  reportRepeats(ids, (index) => {
    const place = index < agreement.routes.length ? ['routes', index, 'id'] : ['redirects', index - agreement.routes.length, 'id'];
    report(place, 'Another route or redirect has this id. Rename one: evidence names them.');
  });
  agreement.routes.forEach((route, index) => {
    checkCondition(checked, route.when, ['routes', index, 'when']);
    route.recipients.forEach(({ agency, purpose, children }, position) => {
      const path = ['routes', index, 'recipients', position];
      checkRecipient(checked, agency, purpose, { agency: [...path, 'agency'], purpose: [...path, 'purpose'] });
      checkChildren(checked, agency, children, [...path, 'children']);
    });
    reportRepeats(route.recipients.map(({ agency }) => agency), (position) =>
      report(['routes', index, 'recipients', position, 'agency'], 'Named in this route already. Keep one entry for each agency.'),
    );
  });
}

function checkRedirects(checked: Checked): void {
  checked.agreement.redirects.forEach(({ to, when, purpose, children }, index) => {
    checkCondition(checked, when, ['redirects', index, 'when']);
    to.forEach((agency, position) => {
      checkRecipient(checked, agency, purpose, { agency: ['redirects', index, 'to', position], purpose: ['redirects', index, 'purpose'] });
      checkChildren(checked, agency, children, ['redirects', index, 'children']);
    });
    reportRepeats(to, (position) => checked.report(['redirects', index, 'to', position], 'Named already. Remove one of them.'));
  });
}

function checkRecipient(checked: Checked, agencyId: string, purpose: string, at: { agency: Path; purpose: Path }): void {
  const { agreement, organisations, report } = checked;
  const agency = organisations.agencies.find(({ id }) => id === agencyId);
  if (agency === undefined) {
    report(at.agency, NO_SUCH_AGENCY);
    return;
  }
  if (!agreement.parties.some(({ organisation }) => organisation === agencyId)) {
    report(at.agency, 'This agency is not a party to the agreement. Add it under parties or leave it out here.');
  }
  if (agreement.lawfulBasis.partners[agency.kind] === undefined) {
    report(at.agency, `No lawful basis for ${agency.kind}. Add it under lawfulBasis.partners.`);
  }
  if (!hasPurpose(agreement, purpose)) report(at.purpose, NO_SUCH_PURPOSE);
  else if (findView(agreement, agency, purpose) === undefined) {
    report(at.agency, 'No view lists the fields that this agency may see for this purpose. Add one under views.');
  }
}

/** An agency without areas serves all of them, so that its own area would hide no child, or all of them. */
function checkChildren({ organisations, report }: Checked, agencyId: string, children: ChildrenShown, path: Path): void {
  if (children === 'all' || organisations.agencies.find(({ id }) => id === agencyId)?.areas.length !== 0) return;
  report(path, `The agency ${agencyId} serves no area of its own. Give it areas in the partnership file, or let it see all children.`);
}

/** Checks that a condition can be met, because one that never is would silently leave its children without a recipient. */
function checkCondition({ organisations, report }: Checked, when: Condition, path: Path): void {
  const { agencies, notShared } = organisations;
  const isNotShared = (grade: string): boolean => notShared.grades.some((each) => each === grade);
  const areas = new Set(agencies.flatMap((agency) => agency.areas));
  const check = (key: keyof Condition, isKnown: (value: string) => boolean, message: string | ((value: string) => string)): void => {
    (when[key] ?? []).forEach((value, index) => {
      if (!isKnown(value)) report([...path, key, index], typeof message === 'string' ? message : message(value));
    });
    reportRepeats(when[key] ?? [], (index) => report([...path, key, index], 'Named already. Remove one of them.'));
  };
  check('concerns', isConcern, NO_SUCH_CONCERN);
  check('areas', (area) => areas.has(area), `No agency serves this area. Use one of: ${[...areas].join(', ')}, or add it to the agency.`);
  check('schools', (urn) => isSchool(agencies, urn), (urn) => schoolMessage(agencies, urn));
  check('grades', (grade) => !isNotShared(grade), NOT_SHARED);
  check('schooling', () => true, '');
  if (when.grades === undefined && notShared.grades.length > 0) {
    const kept = notShared.grades.join(', ');
    report(path, `Without grades this would share all of them, and the partnership file lists under notShared: ${kept}. Name the grades.`);
  }
}

/** A condition with the present URN of a school holds for its former ones as well. */
function schoolMessage(agencies: readonly Agency[], urn: string): string {
  const school = agencies.find(({ formerUrns }) => formerUrns?.includes(urn));
  if (school?.urn === undefined) return 'No school of the partnership has this URN. Correct it or add the school.';
  return `This is a former URN of ${school.id}. Name its present one, ${school.urn}, which holds for the former ones as well.`;
}

function isSchool(agencies: readonly Agency[], urn: string): boolean {
  return agencies.some((agency) => agency.urn === urn);
}
