import { fileURLToPath } from 'node:url';

import { PROJECT_ROOT } from '../server/product-version.js';

/**
 * The path of an app's OpenAPI document in the repository. The app serves this file, and a drift test compares it with
 * the code.
 */
export function openApiFile(app: string): string {
  return fileURLToPath(new URL(`docs/api/${app}.openapi.json`, PROJECT_ROOT));
}
