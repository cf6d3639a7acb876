import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

/** As much of a Compose service as the tests look at. */
export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly restart?: string;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** Reads it as Compose does: merge keys, then `${NAME:-default}` from `environment`, and `$$` for a dollar. */
export function readComposeFile(environment: Readonly<Record<string, string>> = {}): ComposeFile {
  return interpolate(parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }), environment) as ComposeFile;
}

/** Names and defaults of the variables that the file takes from the outside. */
export function composeVariables(): readonly { readonly name: string; readonly fallback: string }[] {
  const text = readFileSync('docker-compose.yml', 'utf8').replaceAll('$$', '');
  return [...text.matchAll(/\$\{([A-Z_]+)(?::-([^}]*))?\}/g)].map(([, name = '', fallback = '']) => ({ name, fallback }));
}

function interpolate(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\$|\$\{([A-Z_]+)(?::-([^}]*))?\}/g, (whole, name: string | undefined, fallback: string | undefined) =>
      whole === '$$' ? '$' : (environment[name ?? ''] ?? fallback ?? ''));
  }
  if (Array.isArray(value)) return value.map((item) => interpolate(item, environment));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, environment)]));
}
