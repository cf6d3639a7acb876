export { ASYNCAPI_FILE, asyncApiDocument } from './asyncapi.js';
export {
  asFile, brokenPins, PINS_FILE, publishedSchema, SCHEMA_FOLDER, schemaDigest, schemaFiles, schemaPins,
} from './schema-files.js';
