import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds `infra/`. It is searched upwards from this file, because the compiled code in dist/ is at
 * another depth than its source.
 */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'infra', 'kafka', 'pom.xml'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('infra/kafka/pom.xml was not found above the compiled code: the checkout is incomplete.');
    folder = parent;
  }
  return folder;
}
