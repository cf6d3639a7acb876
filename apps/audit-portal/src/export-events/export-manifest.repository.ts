import { Injectable } from '@nestjs/common';

import type { AuditExportManifest } from '#libs/contracts';
import { Database, statement } from '#libs/persistence';

import type { Scope } from '../scope/audit-scope.js';

/** The portal's transactions are read-only by default. A manifest is the one thing that it records. */
const READ_WRITE = statement('portal-read-write', 'SET TRANSACTION READ WRITE');
const ADD = statement('portal-add-manifest', 'INSERT INTO export_manifest (export_id, organisation, manifest) VALUES ($1::uuid, $2, $3::json)');
const READ = statement(
  'portal-read-manifest', 'SELECT manifest FROM export_manifest WHERE export_id = $1::uuid AND ($2::text IS NULL OR organisation = $2::text)',
);

/** The manifests of the exports, in an append-only table of the recorder's schema. */
@Injectable()
export class ExportManifests {
  constructor(private readonly database: Database) {}

  async add(manifest: AuditExportManifest): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.run(READ_WRITE);
      await transaction.run(ADD, [manifest.exportId, manifest.organisation, JSON.stringify(manifest)]);
    });
  }

  /** @returns undefined for an export that is not whole, or that the scope does not show. */
  async find(exportId: string, scope: Scope): Promise<AuditExportManifest | undefined> {
    const { rows } = await this.database.run<{ manifest: AuditExportManifest }>(READ, [exportId, scope.sees === 'all' ? null : scope.organisation]);
    return rows[0]?.manifest;
  }
}
