import { readFileSync } from 'node:fs';

/** From `dist/libs/http-api/src/server/` up to the folder of package.json. */
export const PROJECT_ROOT = new URL('../../../../../', import.meta.url);

/** The version in package.json. All apps are built and released together. */
export function readProductVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('package.json', PROJECT_ROOT), 'utf8')) as { readonly version?: unknown };
  return typeof manifest.version === 'string' ? manifest.version : '0.0.0';
}
