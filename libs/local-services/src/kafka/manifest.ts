import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Written last into a downloaded folder. A folder without it, or one that differs from it, is not used. */
interface JarManifest {
  readonly kafka: string;
  readonly jars: readonly { readonly name: string; readonly bytes: number }[];
}

const MANIFEST = 'manifest.json';

/** The folder of the jars, inside the downloaded folder. */
export function jarsFolder(folder: string): string {
  return join(folder, 'libs');
}

export function writeManifest(folder: string, kafka: string): JarManifest {
  const names = readdirSync(jarsFolder(folder)).filter((name) => name.endsWith('.jar')).toSorted();
  const jars = names.map((name) => ({ name, bytes: statSync(join(jarsFolder(folder), name)).size }));
  const manifest = { kafka, jars };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** True when every downloaded jar has its full size and the folder holds the requested version of Kafka. */
export function isComplete(folder: string, kafka: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as JarManifest;
    if (manifest.kafka !== kafka || manifest.jars.length === 0) return false;
    return manifest.jars.every(({ name, bytes }) => statSync(join(jarsFolder(folder), name)).size === bytes);
  } catch {
    return false;
  }
}
