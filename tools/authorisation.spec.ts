import { readFileSync } from 'node:fs';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { PERMISSIONS, type ActionId } from '#libs/access';
import { APPS, PROBLEMS, type AppId } from '#libs/contracts';
import { renderOpenApi } from '#libs/http-api';

import { agencyNode } from '../apps/agency-node/src/agency-node.js';
import { auditPortal } from '../apps/audit-portal/src/audit-portal.js';
import { auditRecorder } from '../apps/audit-recorder/src/audit-recorder.js';
import { deadlineWatch } from '../apps/deadline-watch/src/deadline-watch.js';
import { publisherApp } from '../apps/referral-publisher/src/publisher-app.js';
import { AUTHORISATION_PAGE, withTable } from './authorisation-page.js';

interface Operation {
  readonly 'x-action'?: { readonly action: ActionId };
  readonly 'x-public'?: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface Found {
  readonly app: AppId;
  readonly path: string;
  readonly operation: Operation;
}

const RENDERED: Readonly<Record<AppId, () => Promise<string>>> = {
  publisher: () => renderOpenApi(publisherApp), node: () => renderOpenApi(agencyNode), recorder: () => renderOpenApi(auditRecorder),
  watch: () => renderOpenApi(deadlineWatch), portal: () => renderOpenApi(auditPortal),
};

async function operationsOf(app: AppId): Promise<readonly Found[]> {
  const { paths } = JSON.parse(await RENDERED[app]()) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };
  return Object.entries(paths).flatMap(([path, item]) => Object.values(item).map((operation) => ({ app, path, operation })));
}

// The documents are made from the controllers of each app. None is made of a controller with a handler that names neither an action nor a reason.
describe('the table of actions', () => {
  const found: Found[] = [];

  beforeAll(async () => {
    for (const { id } of APPS) found.push(...(await operationsOf(id)));
  });

  it('has a row for each endpoint, one endpoint of an app for each row, and no row that no endpoint uses', () => {
    const used = found.flatMap(({ app, operation }) => (operation['x-action'] === undefined ? [] : [`${operation['x-action'].action} ${app}`]));
    const rows = Object.entries(PERMISSIONS).flatMap(([action, { apps }]) => apps.map((app) => `${action} ${app}`));
    expect(used.toSorted()).toEqual(rows.toSorted());
  });

  it('leaves nothing below /v1 open to every caller, and gives a reason for the rest', () => {
    const open = found.filter(({ operation }) => operation['x-action'] === undefined);
    expect(new Set(open.map(({ path }) => path))).toEqual(new Set([
      '/', '/.well-known/security.txt', '/docs', '/docs/{asset}', '/health/live', '/health/ready', '/info', '/metrics', '/openapi.json', '/problems', '/problems/{code}',
    ]));
    expect(open.filter(({ operation }) => (operation['x-public'] ?? '').length < 20)).toEqual([]);
  });

  it('is in the interface files: each operation names its refusals', () => {
    for (const { operation } of found) {
      if (operation['x-action'] === undefined) continue;
      const { refusal } = PERMISSIONS[operation['x-action'].action];
      expect(operation.responses[PROBLEMS[refusal].status]?.description).toContain(refusal);
      expect(operation.responses['403']?.description).toContain('IDN-013');
    }
  });

  it('lets no caller without a role do anything, shows auditors no content, and gives no operator a part in a referral', () => {
    for (const [action, { allowed, record }] of Object.entries(PERMISSIONS)) {
      for (const roles of Object.values(allowed)) expect([action, roles.length > 0]).toEqual([action, true]);
      if (allowed.auditor !== undefined) expect([action, record === 'audit' || record === 'export']).toEqual([action, true]);
      if (allowed.operator !== undefined) expect(action).toMatch(/^(dead-letters|clocks)\./);
    }
  });

  it('is the one that docs/authorisation.md shows', () => {
    const page = readFileSync(AUTHORISATION_PAGE, 'utf8');
    expect(withTable(page)).toBe(page);
  });
});
