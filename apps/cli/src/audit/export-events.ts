import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { AuditExportManifest, ExportedLog } from '#libs/contracts';
import { readableDuration } from '#libs/sentences';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { download } from '../connection/download.js';
import { causeOf } from '../connection/connection.js';
import { Progress, rowProgress } from '../terminal/progress.js';
import { differences, manifestBeside, recordedManifest, type FileFacts } from './export-manifest.js';
import { NewFile } from './new-file.js';
import { notRecordedLines } from './not-recorded.js';
import { RowCounter } from './row-counter.js';

export interface ExportOptions {
  readonly format: 'csv' | 'jsonl';
  readonly output?: string | undefined;
  readonly replace?: true | undefined;
}

interface Exported extends FileFacts {
  readonly exportId: string;
  readonly seconds: number;
  /** The number of events that the server reports as sent; undefined when a proxy has dropped the trailer. */
  readonly sent: number | undefined;
}

/** @param filters query parameters of the audit portal. @param log the log that is exported. */
export async function exportEvents(
  session: Session, { output: file, format, replace }: ExportOptions, filters: Readonly<Record<string, string>>, log: ExportedLog = 'events',
): Promise<void> {
  if (session.output.json && file === undefined) {
    throw CommandFailed.usage('With --json standard output is for the summary, so give --output a file as well.');
  }
  // The file is made before the request, because an export without a file to keep it would be wasted work.
  const target = file === undefined ? undefined : await NewFile.create(file, { replace: replace === true });
  let manifest: NewFile | undefined;
  try {
    manifest = file === undefined ? undefined : await NewFile.create(manifestBeside(file), { replace: replace === true });
    const response = await download(session.connectionTo('portal'), `/v1/audit/exports/${log}`, { ...filters, format }, session.signal);
    const exported = await receive(session, response, format, target?.stream ?? toStandardOutput(session));
    requireWhole(exported);
    const recorded = await keepManifest(session, exported, manifest);
    // The manifest comes after its file, so that no manifest is ever beside a file that is not there.
    await target?.keep();
    await manifest?.keep();
    await summarise(session, exported, recorded, file);
  } catch (error) {
    for (const each of [target, manifest]) {
      each?.stream.destroy();
      await each?.discard();
    }
    throw error;
  }
}

/** Compares the bytes that arrived with the recorded manifest, and writes it. */
async function keepManifest(session: Session, exported: Exported, place: NewFile | undefined): Promise<AuditExportManifest> {
  const manifest = await recordedManifest(session, exported.exportId);
  const found = differences(manifest, exported);
  if (found.length > 0) throw CommandFailed.incomplete(`The export is not whole: it is not the file of its manifest. Ask for it again.\n${found.join('\n')}`);
  if (place !== undefined) await pipeline([`${JSON.stringify(manifest, null, 2)}\n`], place.stream);
  return manifest;
}

async function receive({ output, signal }: Session, response: IncomingMessage, format: 'csv' | 'jsonl', target: Writable): Promise<Exported> {
  const counter = new RowCounter(format);
  const progress = new Progress(output.err);
  const started = performance.now();
  const estimated = wholeNumberIn(response.headers['x-export-estimated-rows']);
  const digest = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform: (chunk: Buffer, _, done) => {
      counter.add(chunk);
      bytes += chunk.length;
      digest.update(chunk);
      progress.update(() => rowProgress(counter.rows, (performance.now() - started) / 1_000, estimated));
      done(null, chunk);
    },
  });
  let writing: Error | undefined;
  target.once('error', (error) => (writing ??= error));
  try {
    await pipeline(response, counting, target, { signal });
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    const place = writing === error ? 'It could not be written' : 'The connection broke';
    throw CommandFailed.incomplete(`The export is not whole: after ${counter.rows} events it was cut off. ${place} (${causeOf(error)}). It has no manifest. Ask for it again.`);
  } finally {
    progress.clear();
  }
  const sent = wholeNumberIn(response.trailers['x-export-rows']);
  const exportId = response.headers['x-export-id'];
  if (typeof exportId !== 'string') throw CommandFailed.incomplete('The server named no export, so there is no manifest to check the file with. Is it an audit portal of this version?');
  return { exportId, rows: counter.rows, bytes, sha256: digest.digest('hex'), seconds: (performance.now() - started) / 1_000, sent };
}

/** Standard output outlives the export, so it is not ended with it. */
function toStandardOutput({ output }: Session): Writable {
  return new Writable({
    write: (chunk: Buffer, _, done) => {
      output.out.write(chunk, done);
    },
  });
}

/** Refuses a file that was cut off, because a reader who takes it for complete would have false evidence. */
export function requireWhole({ rows, sent }: Exported): void {
  if (sent === undefined || sent === rows) return;
  throw CommandFailed.incomplete(`The export is not whole: the server sent ${sent} events, and ${rows} arrived. Ask for it again.`);
}

async function summarise({ output }: Session, { exportId, rows, bytes, sha256, seconds }: Exported, { notRecorded }: AuditExportManifest, file: string | undefined): Promise<void> {
  await output.result({ file, ...(file !== undefined && { manifest: manifestBeside(file) }), exportId, rows, bytes, sha256, seconds: Number(seconds.toFixed(3)), notRecorded }, []);
  output.note(`${rowProgress(rows, seconds, undefined)}, in ${readableDuration(seconds * 1_000)}${file === undefined ? '' : `, in ${file}`}.`);
  output.note(file === undefined
    ? `It is whole. Its manifest: exchange audit manifest ${exportId}`
    : `It is whole, as its manifest ${manifestBeside(file)} shows. Check both at any time with: exchange audit verify-export ${file}`);
  for (const line of notRecordedLines({ notRecorded })) output.note(line);
}

function wholeNumberIn(text: string | readonly string[] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
