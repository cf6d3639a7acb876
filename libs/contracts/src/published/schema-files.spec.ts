import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import {
  asFile, brokenPins, PINS_FILE, publishedSchema, SCHEMA_FOLDER, schemaDigest, schemaFiles, schemaPins,
} from './schema-files.js';

const ADVICE = 'take the change back and make it in a class and contract of the next version (v2).';
const REGENERATE = 'run `npm run docs:schemas` and commit what it writes';

function read(path: string): string {
  return readFileSync(join(process.cwd(), path), 'utf8');
}

describe('a published event version', () => {
  it('never changes: other organisations have built on it, and its events are still in topics and logs', () => {
    const pinned = JSON.parse(read(PINS_FILE)) as Record<string, string>;
    expect(brokenPins(pinned, schemaPins())).toEqual([]);
    expect({ pins: schemaPins(), hint: REGENERATE }).toEqual({ pins: pinned, hint: REGENERATE });
  });

  it.each([...schemaFiles()])('stands in the repository as generated: %s', (path, text) => {
    expect(existsSync(path) ? read(path) : `missing: ${REGENERATE}`).toBe(text);
  });

  it('has no file beside it that nothing generates', () => {
    const files = readdirSync(join(process.cwd(), SCHEMA_FOLDER), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(process.cwd().length + 1));
    expect(files.toSorted()).toEqual([...schemaFiles().keys(), PINS_FILE].toSorted());
  });

  it('has two examples at least, and some that must be refused', () => {
    for (const contract of EVENT_CONTRACTS) {
      expect(Object.keys(contract.examples).length).toBeGreaterThanOrEqual(2);
      expect(Object.keys(contract.invalidExamples).length).toBeGreaterThanOrEqual(2);
      for (const example of Object.values(contract.examples)) {
        expect(contract.validator.validate(example)).toEqual({ ok: true, value: example });
      }
    }
  });

  it('closes every object and needs no other document', () => {
    for (const contract of EVENT_CONTRACTS) {
      const text = asFile(publishedSchema(contract));
      expect(text.match(/"type": "object"/g)?.length).toBe(text.match(/"additionalProperties": false/g)?.length);
      expect([...text.matchAll(/"\$ref": "([^"]+)"/g)].every(([, target]) => target?.startsWith('#/$defs/'))).toBe(true);
    }
  });
});

describe('the compatibility check', () => {
  const now = schemaPins();
  const [dataschema = ''] = Object.keys(now);

  it('says to make a v2 when a published version would change or vanish', () => {
    expect(brokenPins({ [dataschema]: 'other' }, now)).toEqual([
      `${dataschema} is published and would change: ${ADVICE}`,
    ]);
    expect(brokenPins({ gone: 'digest' }, now)).toEqual([
      `gone is published, but no class describes it any more: ${ADVICE}`,
    ]);
    expect(brokenPins({}, now)).toEqual([]);
  });

  it('sees a rule change, and lets wording and key order be', () => {
    const schema = { type: 'object', properties: { description: { type: 'string', description: 'a' } }, required: ['description'] };
    const reworded = { required: ['description'], properties: { description: { description: 'b', type: 'string' } }, type: 'object' };
    expect(schemaDigest(reworded)).toBe(schemaDigest(schema));
    expect(schemaDigest({ ...schema, required: [] })).not.toBe(schemaDigest(schema));
    expect(schemaDigest({ ...schema, properties: {} })).not.toBe(schemaDigest(schema));
  });
});
