import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { parseDocument, type Document } from 'yaml';

/** The agency of the demo that ends, the one that succeeds it in its area, and the referral that waits at the first. */
export const SUCCESSION = { ends: 'northmoor-csc', successor: 'northshire-csc', area: 'northmoor', referral: 'DEMO-010' } as const;

/** The routes that name the agency that ends, by the file of their agreement. The successor is named beside it. */
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  'agreements/multi-agency-safeguarding-hub.yaml': ['northmoor-hub'],
  'agreements/domestic-abuse-school-notification.yaml': ['without-school-northmoor'],
};

/** The sentence that begins the second start. */
export const SUCCEEDED = `${SUCCESSION.ends} has ended, and ${SUCCESSION.successor} succeeds it`;

/** The partnership of the second start: a copy in the data folder. It exists once the first start has made the demo. */
export function successionFile(dataDir: string): string {
  return join(dataDir, 'succession', 'partnership.yaml');
}

/**
 * Copies the partnership as its people would change it for a succession (runbook, "An agency leaves"): the end with its successor, whose
 * area grows, and the successor in the routes. Later starts find the copy, so the day of the end stays.
 *
 * @param partnership the file of the partnership before the end.
 * @param on the local day of the end (ISO date).
 */
export function writeSuccession(partnership: string, dataDir: string, on: string): void {
  if (existsSync(successionFile(dataDir))) return;
  const folder = dirname(successionFile(dataDir));
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(dirname(partnership), draft, { recursive: true });
  edit(join(draft, 'partnership.yaml'), (document) => {
    document.setIn(['agencies', placeOf(document, 'agencies', 'id', SUCCESSION.ends), 'ended'], document.createNode({ on, reason: 'succeeded', successor: SUCCESSION.successor }, { flow: true }));
    document.addIn(['agencies', placeOf(document, 'agencies', 'id', SUCCESSION.successor), 'areas'], SUCCESSION.area);
  });
  for (const [file, routes] of Object.entries(ROUTES)) {
    edit(join(draft, file), (document) => {
      for (const route of routes) nameSuccessor(document, route);
    });
  }
  renameSync(draft, folder);
}

/** Adds the successor to a route, on the terms of the agency that ends. */
function nameSuccessor(document: Document, route: string): void {
  const recipients = ['routes', placeOf(document, 'routes', 'id', route), 'recipients'];
  const terms = listOf(document.getIn(recipients))[placeIn(listOf(document.getIn(recipients)), 'agency', SUCCESSION.ends)];
  document.addIn(recipients, document.createNode({ ...terms, agency: SUCCESSION.successor }, { flow: true }));
}

function edit(file: string, change: (document: Document) => void): void {
  const document = parseDocument(readFileSync(file, 'utf8'));
  change(document);
  writeFileSync(file, document.toString({ lineWidth: 0 }));
}

type Row = Readonly<Record<string, unknown>>;

function listOf(node: unknown): readonly Row[] {
  return (node as { readonly toJSON: () => readonly Row[] }).toJSON();
}

function placeOf(document: Document, list: string, key: string, value: string): number {
  return placeIn(listOf(document.get(list)), key, value);
}

function placeIn(rows: readonly Row[], key: string, value: string): number {
  const place = rows.findIndex((row) => row[key] === value);
  if (place < 0) throw new Error(`the partnership of the demo has no ${key} ${value}`);
  return place;
}
