import type { Agency, Agreement, View } from '../model/partnership.js';

/**
 * The view of an agency for a purpose. One written for the agency replaces the one for its kind altogether, so that a
 * reader finds the whole of what the agency may see in one place.
 */
export function findView(agreement: Agreement, agency: Pick<Agency, 'id' | 'kind'>, purpose: string): View | undefined {
  const views = agreement.views.filter((view) => view.purpose === purpose);
  return (
    views.find(({ recipient }) => 'agency' in recipient && recipient.agency === agency.id)
    ?? views.find(({ recipient }) => 'agencyKind' in recipient && recipient.agencyKind === agency.kind)
  );
}
