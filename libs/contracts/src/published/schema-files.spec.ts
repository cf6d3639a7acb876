import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import { type EventContract, eventContract } from '../events/event-contract.js';
import { Code, Described, Optional, Slug } from '../validation/decorators.js';
import {
  asFile, brokenReleases, publishedSchema, RELEASED_FILE, type ReleasedSchemas, SCHEMA_FOLDER, schemaDigest, schemaDigests, schemaFiles, withRelease,
} from './schema-files.js';

const REGENERATE = 'run `npm run docs:schemas` and commit what it writes';

function read(path: string): string {
  return readFileSync(join(process.cwd(), path), 'utf8');
}

function made(type: new () => object, version = 1): EventContract {
  return eventContract({ name: 'safeguarding.visit.made', version, summary: 'A visit.', class: type, personalData: false, examples: {}, invalidExamples: {} });
}

describe('an event version', () => {
  it('never changes once it is released, because other organisations have built on it and its events are still in topics and logs', () => {
    expect(brokenReleases(JSON.parse(read(RELEASED_FILE)) as ReleasedSchemas, schemaDigests())).toEqual([]);
  });

  it.each([...schemaFiles()])('is in the repository as generated: %s', (path, text) => {
    expect(existsSync(path) ? read(path) : `missing: ${REGENERATE}`).toBe(text);
  });

  it('has no file beside it that the generator does not write', () => {
    const files = readdirSync(join(process.cwd(), SCHEMA_FOLDER), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(process.cwd().length + 1));
    expect(files.toSorted()).toEqual([...schemaFiles().keys(), RELEASED_FILE].toSorted());
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
  /** An event contract for these tests, as if a release had shipped it. */
  class Visit {
    @Described('The agency that visited.')
    @Slug()
    readonly agency!: string;

    @Described('How the visit ended.')
    @Code(['seen', 'not-seen'])
    readonly outcome!: string;
  }
  class WithOneMoreOutcome extends Visit {
    @Described('How the visit ended.')
    @Code(['seen', 'not-seen', 'refused'])
    override readonly outcome!: string;
  }
  class WithOneMoreField extends Visit {
    @Described('The role of the visitor.')
    @Optional()
    @Slug()
    readonly role?: string;
  }
  class WithOptionalOutcome extends Visit {
    @Described('How the visit ended.')
    @Optional()
    @Code(['seen', 'not-seen'])
    override readonly outcome!: string;
  }
  class Reworded extends Visit {
    @Described('The agency whose worker visited the child.')
    @Slug()
    override readonly agency!: string;
  }
  const RELEASED = withRelease({}, '1.0.0', schemaDigests([made(Visit)]));
  const DATASCHEMA = made(Visit).dataschema;
  const ADVICE = 'restore it, and make the change in a class and contract of the next version.';

  it('passes an unchanged release, one with other wording, and a new version beside it', () => {
    expect(Object.keys(RELEASED)).toEqual([DATASCHEMA]);
    expect(brokenReleases(RELEASED, schemaDigests([made(Visit)]))).toEqual([]);
    expect(brokenReleases(RELEASED, schemaDigests([made(Reworded)]))).toEqual([]);
    expect(brokenReleases(RELEASED, schemaDigests([made(Visit), made(WithOneMoreField, 2)]))).toEqual([]);
  });

  it.each([['one more code', WithOneMoreOutcome], ['one more field', WithOneMoreField], ['a field that may now be absent', WithOptionalOutcome]])(
    'finds a released schema that has %s', (_, type) => {
      expect(brokenReleases(RELEASED, schemaDigests([made(type)]))).toEqual([`${DATASCHEMA} was released with 1.0.0, and its schema would change: ${ADVICE}`]);
    },
  );

  it('finds a released schema that no class describes any more', () => {
    expect(brokenReleases(RELEASED, schemaDigests([made(WithOneMoreField, 2)]))).toEqual([
      `${DATASCHEMA} was released with 1.0.0, and no class describes it any more: ${ADVICE}`,
    ]);
  });

  it('finds nothing in versions that were never released', () => {
    expect(brokenReleases({}, schemaDigests([made(WithOneMoreOutcome)]))).toEqual([]);
  });

  it('keeps the digest of the release that shipped a version first', () => {
    const later = withRelease(RELEASED, '1.1.0', schemaDigests([made(WithOneMoreOutcome), made(WithOneMoreField, 2)]));
    expect(Object.values(later).map(({ release }) => release)).toEqual(['1.0.0', '1.1.0']);
    expect(later[DATASCHEMA]).toEqual(RELEASED[DATASCHEMA]);
  });

  it('sees a changed rule, and ignores wording and key order', () => {
    const schema = { type: 'object', properties: { description: { type: 'string', description: 'a' } }, required: ['description'] };
    const reworded = { required: ['description'], properties: { description: { description: 'b', type: 'string' } }, type: 'object' };
    expect(schemaDigest(reworded)).toBe(schemaDigest(schema));
    expect(schemaDigest({ ...schema, required: [] })).not.toBe(schemaDigest(schema));
    expect(schemaDigest({ ...schema, properties: {} })).not.toBe(schemaDigest(schema));
  });
});
