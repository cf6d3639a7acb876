import type { Agency, Agreement, View } from '../model/partnership.js';

/**
 * The view of an agency for a purpose. A view for the agency completely replaces the one for its kind, so that a reader finds
 * all fields of the agency in one place.
 */
export function findView(agreement: Agreement, agency: Pick<Agency, 'id' | 'kind'>, purpose: string): View | undefined {
  const views = agreement.views.filter((view) => view.purpose === purpose);
  return (
    views.find(({ recipient }) => 'agency' in recipient && recipient.agency === agency.id)
    ?? views.find(({ recipient }) => 'agencyKind' in recipient && recipient.agencyKind === agency.kind)
  );
}
