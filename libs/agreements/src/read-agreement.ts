import { EXPECTATIONS, GRADES } from '#libs/contracts';

import { expandField, orderFields } from './fields.js';
import {
  AGENCY_KINDS, AGREEMENT_STATUSES, CONTROLLER_ROLES,
  type Agreement, type Condition, type LawfulBasis, type Redirect, type Route, type View,
} from './partnership.js';
import { ID, URN, type Reader } from './reader.js';

/** Reads one agreement file: its shape alone. Whether the names in it exist is `checkAgreement`'s business. */
export function readAgreement(file: Reader): Agreement {
  const at = file.section(
    'id', 'version', 'title', 'status', 'effectiveFrom', 'reviewBy', 'dpiaReference',
    'parties', 'purposes', 'lawfulBasis', 'retention', 'routes', 'redirects?', 'views',
  );
  return {
    id: at('id').text(ID),
    version: at('version').count(),
    title: at('title').text(),
    status: at('status').oneOf(AGREEMENT_STATUSES),
    effectiveFrom: at('effectiveFrom').date(),
    reviewBy: at('reviewBy').date(),
    dpiaReference: at('dpiaReference').text(),
    parties: at('parties').list((item) => {
      const party = item.section('organisation', 'controllerRole');
      return { organisation: party('organisation').text(ID), controllerRole: party('controllerRole').oneOf(CONTROLLER_ROLES) };
    }),
    purposes: at('purposes').list((item) => {
      const purpose = item.section('id', 'description');
      return { id: purpose('id').text(ID), description: purpose('description').text() };
    }),
    lawfulBasis: readLawfulBasis(at('lawfulBasis')),
    retentionDays: at('retention').section('days')('days').count(),
    routes: at('routes').list(readRoute),
    redirects: at('redirects').list(readRedirect),
    views: at('views').list(readView),
  };
}

function readLawfulBasis(item: Reader): LawfulBasis {
  const basis = item.section('police', 'partners');
  const partners = basis('partners').section(...AGENCY_KINDS.map((kind) => `${kind}?`));
  const stated = AGENCY_KINDS.filter((kind) => !partners(kind).isAbsent());
  return { police: basis('police').text(), partners: Object.fromEntries(stated.map((kind) => [kind, partners(kind).text()])) };
}

function readRoute(item: Reader): Route {
  const route = item.section('id', 'when', 'recipients');
  return {
    id: route('id').text(ID),
    when: readCondition(route('when')),
    recipients: route('recipients').list((entry) => {
      const recipient = entry.section('agency', 'purpose', 'expectation');
      return {
        agency: recipient('agency').text(ID),
        purpose: recipient('purpose').text(ID),
        expectation: recipient('expectation').oneOf(EXPECTATIONS),
      };
    }),
  };
}

function readRedirect(item: Reader): Redirect {
  const redirect = item.section('id', 'to', 'when', 'purpose', 'expectation');
  return {
    id: redirect('id').text(ID),
    to: redirect('to').list((agency) => agency.text(ID)),
    when: readCondition(redirect('when')),
    purpose: redirect('purpose').text(ID),
    expectation: redirect('expectation').oneOf(EXPECTATIONS),
  };
}

/** At least one condition: a route without any would send every referral of the force to its recipients. */
function readCondition(item: Reader): Condition {
  const when = item.section('concerns?', 'areas?', 'grades?', 'schools?');
  const given = (['concerns', 'areas', 'grades', 'schools'] as const).filter((key) => !when(key).isAbsent());
  if (given.length === 0 && !item.isAbsent()) item.fail('No condition. Name the concerns, areas, grades or schools that this is for.');
  return {
    ...(given.includes('concerns') && { concerns: when('concerns').list((concern) => concern.text(ID)) }),
    ...(given.includes('areas') && { areas: when('areas').list((area) => area.text(ID)) }),
    ...(given.includes('grades') && { grades: when('grades').list((grade) => grade.oneOf(GRADES)) }),
    ...(given.includes('schools') && { schools: when('schools').list((school) => school.text(URN)) }),
  };
}

function readView(item: Reader): View {
  const view = item.section('purpose', 'agency?', 'agencyKind?', 'fields', 'concerns?');
  const names = !view('agency').isAbsent();
  if (names !== view('agencyKind').isAbsent()) item.fail('Say who the view is for: either agency or agencyKind, one of the two.');
  return {
    purpose: view('purpose').text(ID),
    recipient: names ? { agency: view('agency').text(ID) } : { agencyKind: view('agencyKind').oneOf(AGENCY_KINDS) },
    fields: readFields(view('fields')),
    ...(!view('concerns').isAbsent() && { concerns: view('concerns').list((concern) => concern.text(ID)) }),
  };
}

/** Spells prefixes out into leaves, in the contract's order, so that what is stored and compared is the whole allow-list. */
function readFields(item: Reader): string[] {
  const seen = new Set<string>();
  const leaves = item.list((entry) => {
    const path = entry.text();
    if (path === '') return [];
    const expanded = expandField(path);
    if (expanded.length === 0) {
      entry.fail('No such field in a referral. Use a path of the referral contract, such as children.name.given.');
    } else if (expanded.every((leaf) => seen.has(leaf))) entry.fail('Already allowed by an earlier line. Remove one of them.');
    for (const leaf of expanded) seen.add(leaf);
    return expanded;
  });
  return orderFields(leaves.flat());
}
