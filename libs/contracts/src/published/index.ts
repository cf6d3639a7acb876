export { ASYNCAPI_FILE, asyncApiDocument } from './asyncapi.js';
export {
  asFile, brokenReleases, publishedSchema, RELEASED_FILE, SCHEMA_FOLDER, schemaDigest, schemaDigests, schemaFiles, withRelease,
  type ReleasedSchemas,
} from './schema-files.js';
