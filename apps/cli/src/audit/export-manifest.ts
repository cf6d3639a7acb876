import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { AuditExportManifest, compileContract } from '#libs/contracts';
import { canonicalJson, type JsonValue } from '#libs/kernel';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { parseJson } from '../connection/parse-json.js';
import { notRecordedLines } from './not-recorded.js';
import { RowCounter } from './row-counter.js';

/** The content of a file, as a manifest names it. */
export interface FileFacts {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where the manifest of a file is. */
export function manifestBeside(file: string): string {
  return `${file}.manifest.json`;
}

/** The recorded manifest. @throws CommandFailed for an export that is not whole or not visible. */
export async function recordedManifest(session: Session, exportId: string): Promise<AuditExportManifest> {
  return answer(session.portal().GET('/v1/audit/exports/{exportId}/manifest', { params: { path: { exportId } } }));
}

/** @returns each fact in which file and manifest differ, in words; none for the file of the manifest. */
export function differences(manifest: FileFacts, file: FileFacts): readonly string[] {
  return (['bytes', 'rows', 'sha256'] as const).filter((fact) => manifest[fact] !== file[fact])
    .map((fact) => `${NAMES[fact]}: the manifest has ${manifest[fact]}, the file ${file[fact]}`);
}

const NAMES = { bytes: 'size in bytes', rows: 'rows', sha256: 'SHA-256' } as const;

/**
 * Checks a file against the manifest beside it, without a server. With `recorded`, the manifest as well against the record of the
 * exchange, because a person who changes the file can change a manifest beside it.
 */
export async function verifyExport(session: Session, file: string, { manifest: given, recorded }: { readonly manifest?: string | undefined; readonly recorded?: true | undefined }): Promise<void> {
  const place = given ?? manifestBeside(file);
  const manifest = await manifestIn(place);
  const found = differences(manifest, await factsOf(file, manifest.format));
  if (found.length > 0) throw failed(`${file} is not the file of its manifest. It was changed, or is not whole.\n${found.join('\n')}`);
  if (recorded === true) {
    const onRecord = await recordedManifest(session, manifest.exportId);
    if (canonicalJson(onRecord as unknown as JsonValue) !== canonicalJson(manifest as unknown as JsonValue)) {
      throw failed(`${place} is not the manifest that the exchange has recorded for export ${manifest.exportId}.`);
    }
  }
  const { times } = session.output.layout;
  const { exportId, organisation, person, askedAt, rows, sha256, filter, sees, of } = manifest;
  await session.output.result({ file, verified: true, comparedWithRecord: recorded === true, manifest }, [
    `${file} is whole and unchanged: ${rows.toLocaleString('en-GB')} ${of === 'events' ? 'events' : 'records of access'}, SHA-256 ${sha256}.`,
    `Export ${exportId}, asked for by ${person} of ${organisation} at ${times.at(askedAt)}, who sees ${sees === 'all' ? 'the whole record' : `its own part, as ${sees === 'force' ? 'a force' : 'an agency'}`}.`,
    `Filter: ${Object.entries(filter).map(([name, value]) => `${name}=${String(value)}`).join(', ')}`,
    ...notRecordedLines(manifest),
    recorded === true ? 'The manifest is the one that the exchange has recorded.' : 'The manifest was not compared with the record of the exchange. Do it with --recorded.',
  ]);
}

function failed(message: string): CommandFailed {
  return new CommandFailed({ exitCode: EXIT_CODES.failed, message });
}

async function manifestIn(place: string): Promise<AuditExportManifest> {
  const text = await readFile(place, 'utf8').catch((error: unknown) => cannotRead(place, error, ' An export that was interrupted has no manifest: ask for it again.'));
  const checked = compileContract(AuditExportManifest).validate(parseJson(text));
  if (!checked.ok) throw CommandFailed.usage(`${place} is no manifest of an export.`);
  return checked.value;
}

async function factsOf(file: string, format: AuditExportManifest['format']): Promise<FileFacts> {
  const counter = new RowCounter(format);
  const digest = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      counter.add(chunk);
      digest.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    return cannotRead(file, error);
  }
  return { rows: counter.rows, bytes, sha256: digest.digest('hex') };
}

function cannotRead(file: string, error: unknown, advice = ''): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  throw CommandFailed.usage(`${file} cannot be read (${code}).${advice}`);
}
