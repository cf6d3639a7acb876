import { ACCESS_ACTION, ACCESS_KINDS, ACCESS_OUTCOMES, APPS } from '#libs/contracts';
import { query } from '#libs/http-api';

const STAFF = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export const accessFilters = {
  organisation: query.slug('Only callers of this organisation.'),
  person: query.text(STAFF, 'an opaque staff reference such as sw-0142', 'Only this person, by the staff reference.'),
  client: query.text(/^[A-Za-z0-9][A-Za-z0-9.:_-]{0,255}$/, 'the id of a client', 'Only tokens of this client.'),
  app: query.choice(APPS.map(({ name }) => name), 'Only answers of this app.'),
  action: query.text(new RegExp(ACCESS_ACTION.pattern), ACCESS_ACTION.expected, 'Only this action of the table of rights.'),
  kind: query.choice(ACCESS_KINDS, 'Only content, exports, or answers of the audit.'),
  outcome: query.choice(ACCESS_OUTCOMES, 'Only what was granted, or what was denied.'),
  referralId: query.uuid('Only requests and answers that name this referral.'),
  correlationId: query.uuid('Only this request.'),
  from: query.instant('Begin of the period, included.'),
  to: query.instant('End of the period, not included.'),
};
