import { writeFileSync } from 'node:fs';

import { DEMO_PEOPLE } from '#libs/testing';

/** Writes the file of a sandbox with this issuer, whose apps are all at one address. */
export function describeSandbox(file: string, { issuerUrl, appUrl }: { readonly issuerUrl: string; readonly appUrl: string }): void {
  writeFileSync(file, JSON.stringify({
    version: 1, pid: process.pid, ready: true, dataDir: '/none', urls: { publisher: appUrl, portal: appUrl, recorder: appUrl, watch: appUrl },
    agencies: { 'northshire-csc': { url: appUrl } }, identities: DEMO_PEOPLE, issuer: { url: issuerUrl }, kafka: { brokers: [], topicPrefix: '' },
    database: { adminUrl: 'postgresql://nobody@127.0.0.1/none' }, partnershipFile: 'none', environments: {}, stopped: [], control: { url: 'http://127.0.0.1:9', token: 'none' },
  }), { mode: 0o600 });
}
