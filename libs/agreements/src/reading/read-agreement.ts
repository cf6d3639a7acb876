import { EXPECTATIONS } from '#libs/contracts';

import { AGENCY_KINDS, AGREEMENT_STATUSES, CHILDREN_SHOWN, CONTROLLER_ROLES, type Agreement, type ChildrenShown, type LawfulBasis, type Redirect, type Route } from '../model/partnership.js';
import { readCondition } from './read-condition.js';
import { readView } from './read-view.js';
import { ID, type Reader } from './reader.js';

/** Reads the shape of one agreement file. `checkAgreement` checks the names in it. */
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
      const recipient = entry.section('agency', 'purpose', 'expectation', 'children?');
      return {
        agency: recipient('agency').text(ID),
        purpose: recipient('purpose').text(ID),
        expectation: recipient('expectation').oneOf(EXPECTATIONS),
        children: readChildren(recipient('children')),
      };
    }),
  };
}

function readRedirect(item: Reader): Redirect {
  const redirect = item.section('id', 'to', 'when', 'purpose', 'expectation', 'children?');
  return {
    id: redirect('id').text(ID),
    to: redirect('to').list((agency) => agency.text(ID)),
    when: readCondition(redirect('when')),
    purpose: redirect('purpose').text(ID),
    expectation: redirect('expectation').oneOf(EXPECTATIONS),
    children: readChildren(redirect('children')),
  };
}

function readChildren(item: Reader): ChildrenShown {
  return item.isAbsent() ? 'all' : item.oneOf(CHILDREN_SHOWN);
}
