import { randomBytes } from 'node:crypto';

/**
 * A name that no other test uses: `prefix_` and twelve random characters. Lower case, digits and underscore only, so that
 * it serves as a schema, role, topic or consumer group without quoting.
 */
export function uniqueName(prefix: string): string {
  return `${prefix.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}_${randomBytes(6).toString('hex')}`;
}
