export { ASYNCAPI_FILE, asyncApiDocument } from './asyncapi.js';
export {
  asFile, brokenReleases, RELEASED_FILE, SCHEMA_FOLDER, schemaDigests, schemaFiles, withRelease, type ReleasedSchemas,
} from './schema-files.js';
