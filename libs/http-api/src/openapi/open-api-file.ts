import { fileURLToPath } from 'node:url';

import { PROJECT_ROOT } from '../server/product-version.js';

/** Where an app's OpenAPI document stands in the repository. The app serves this file; a drift test keeps it true. */
export function openApiFile(app: string): string {
  return fileURLToPath(new URL(`docs/api/${app}.openapi.json`, PROJECT_ROOT));
}
