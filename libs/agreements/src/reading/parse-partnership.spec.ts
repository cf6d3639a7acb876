import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AGREEMENT, files, PARTNERSHIP, problemsOf, put, yaml, type Place } from '../test-support/partnership-files.js';
import { parsePartnership } from './parse-partnership.js';
import { describeProblem } from './problem.js';

const MASK = { id: 'home', fields: ['narrative'], when: { relationships: ['in-refuge'] } };

describe('an agreement file is read strictly', () => {
  it('reads a sound one', () => {
    const parsed = parsePartnership(files());
    expect(parsed).toMatchObject({ ok: true, value: { id: 'smallshire', agreements: [{ id: 'smallshire-hub', retentionDays: 30 }] } });
    expect(parsed.ok && parsed.value.agreements[0]?.views[0]?.fields).toEqual([
      'children.name.given', 'children.name.family', 'children.name.otherNames', 'narrative',
    ]);
  });

  it('refuses the own area of an agency that serves every area, in a route and in a redirect', () => {
    const anywhere = put(PARTNERSHIP, ['agencies', 0, 'areas'], undefined);
    const own = put(put(put(AGREEMENT, ['routes', 0, 'recipients', 0, 'children'], 'own-area'), ['redirects', 0, 'children'], 'own-area'), ['routes', 0, 'when', 'areas'], undefined);
    expect(problemsOf(files(anywhere, own)).filter((problem) => problem.includes('serves no area of its own'))).toEqual([
      expect.stringMatching(/^hub.yaml \/routes\/0\/recipients\/0\/children: The agency smallshire-csc serves no area of its own/),
      expect.stringMatching(/^hub.yaml \/redirects\/0\/children: /),
    ]);
    expect(problemsOf(files(PARTNERSHIP, own))).toEqual([]);
  });

  it.each<[string, Place, unknown, RegExp]>([
    ['an unknown key', ['retention', 'weeks'], 4, /^hub.yaml \/retention\/weeks: Unknown key\. .*days/],
    ['a missing key', ['dpiaReference'], undefined, /^hub.yaml \/dpiaReference: Missing/],
    ['an empty value', ['title'], '', /^hub.yaml \/title: Must be text/],
    ['an unknown status', ['status'], 'active', /\/status: Must be one of: draft, in-force, ended/],
    ['a version that is text', ['version'], '1', /\/version: Must be a whole number/],
    ['a day that does not exist', ['effectiveFrom'], '2026-02-30', /\/effectiveFrom: Must be a day of the calendar/],
    ['a review before it takes effect', ['reviewBy'], '2025-01-01', /\/reviewBy: Not after effectiveFrom/],
    ['no retention', ['retention', 'days'], 0, /\/retention\/days: Must be a whole number, 1 or more/],
    ['an unknown party', ['parties', 1, 'organisation'], 'other-csc', /\/parties\/1\/organisation: No such force or agency/],
    ['a party twice', ['parties', 1, 'organisation'], 'smallshire-police', /\/parties\/1\/organisation: Named as a party already/],
    ['no police party', ['parties'], [AGREEMENT.parties[1]], /\/parties: No police force is a party/],
    ['a purpose twice', ['purposes'], [AGREEMENT.purposes[0], AGREEMENT.purposes[0]], /\/purposes\/1\/id: Another purpose has this id/],
    ['no route', ['routes'], [], /\/routes: The list is empty/],
    ['a route that names no condition', ['routes', 0, 'when'], {}, /\/routes\/0\/when: No condition/],
    ['an empty condition', ['routes', 0, 'when', 'grades'], [], /\/routes\/0\/when\/grades: The list is empty and would allow nothing/],
    ['a misspelt concern', ['routes', 0, 'when', 'concerns', 0], 'domestic-violence', /\/routes\/0\/when\/concerns\/0: No such concern\. Use one of: missing, /],
    ['an area that no agency serves', ['routes', 0, 'when', 'areas', 0], 'elsewhere', /\/routes\/0\/when\/areas\/0: No agency serves this area/],
    ['an unknown grade', ['routes', 0, 'when', 'grades', 0], 'purple', /\/routes\/0\/when\/grades\/0: Must be one of: red/],
    ['a school of no partnership', ['routes', 0, 'when', 'schools', 0], '999999', /\/routes\/0\/when\/schools\/0: No school/],
    ['a value twice in a condition', ['routes', 0, 'when', 'grades'], ['red', 'red'], /\/routes\/0\/when\/grades\/1: Named already/],
    ['an unknown recipient', ['routes', 0, 'recipients', 0, 'agency'], 'other-csc', /\/recipients\/0\/agency: No such agency/],
    ['a recipient that is not a party', ['routes', 0, 'recipients', 0, 'agency'], 'village-school', /\/recipients\/0\/agency: This agency is not a party/],
    ['a recipient twice', ['routes', 0, 'recipients', 1], AGREEMENT.routes[0]?.recipients[0], /\/recipients\/1\/agency: Named in this route already/],
    ['a recipient without a lawful basis', ['lawfulBasis', 'partners'], { health: 'Article 6(1)(e)' }, /\/recipients\/0\/agency: No lawful basis for childrens-social-care/],
    ['an unknown purpose', ['routes', 0, 'recipients', 0, 'purpose'], 'curiosity', /\/recipients\/0\/purpose: No such purpose/],
    ['a recipient without a view', ['views', 0, 'agencyKind'], 'health', /\/recipients\/0\/agency: No view lists the fields/],
    ['a redirect without a view', ['views', 0, 'agencyKind'], 'health', /\/redirects\/0\/to\/0: No view lists the fields/],
    ['a redirect without an agency', ['redirects', 0, 'to'], [], /\/redirects\/0\/to: The list is empty/],
    ['a redirect with the id of a route', ['redirects', 0, 'id'], 'hub', /\/redirects\/0\/id: Another route or redirect has this id/],
    ['a view for an unknown purpose', ['views', 0, 'purpose'], 'curiosity', /\/views\/0\/purpose: No such purpose/],
    ['a view for two kinds of recipient', ['views', 0, 'agency'], 'smallshire-csc', /\/views\/0: Name the recipient of the view/],
    ['a view without a recipient', ['views', 0, 'agencyKind'], undefined, /\/views\/0: Name the recipient of the view/],
    ['a view twice', ['views', 1], AGREEMENT.views[0], /\/views\/1: Another view has this recipient and purpose/],
    ['a view without fields', ['views', 0, 'fields'], [], /\/views\/0\/fields: The list is empty/],
    ['an unknown field', ['views', 0, 'fields', 0], 'children.surname', /\/views\/0\/fields\/0: No such field in a referral/],
    ['half a field name', ['views', 0, 'fields', 0], 'narrat', /\/views\/0\/fields\/0: No such field/],
    ['a field twice, by itself and by its prefix', ['views', 0, 'fields'], ['children.name', 'children.name.given'], /\/views\/0\/fields\/1: Covered by an earlier line already/],
    ['a view narrowed to a misspelt concern', ['views', 0, 'concerns'], ['domestic-violence'], /\/views\/0\/concerns\/0: No such concern/],
    ['an unknown reason for having no school', ['routes', 0, 'when', 'schooling'], ['truant'], /\/when\/schooling\/0: Must be one of: educated-at-home/],
    ['a reason for having no school, twice', ['routes', 0, 'when', 'schooling'], ['educated-at-home', 'educated-at-home'], /\/when\/schooling\/1: Named already/],
    ['a view narrowed to children without a school twice', ['views', 0, 'schooling'], ['no-school-stated', 'no-school-stated'], /\/views\/0\/schooling\/1: Named already/],
    ['a view of a school narrowed to children without one', ['views', 1], { purpose: 'child-protection', agencyKind: 'school', fields: ['area'], schooling: ['no-school-stated'] }, /\/views\/1\/schooling: A school sees only the children on its roll/],
    ['a mask that hides nothing', ['views', 0, 'mask'], [{ ...MASK, fields: ['area'] }], /\/views\/0\/mask\/0\/fields: This view allows none of these fields/],
    ['a mask without a condition', ['views', 0, 'mask'], [{ ...MASK, when: {} }], /\/views\/0\/mask\/0\/when: No condition/],
    ['a mask without an id', ['views', 0, 'mask'], [{ ...MASK, id: undefined }], /\/views\/0\/mask\/0\/id: Missing/],
    ['a mask of an unknown field', ['views', 0, 'mask'], [{ ...MASK, fields: ['children.home'] }], /\/mask\/0\/fields\/0: No such field/],
    ['a mask for an unknown concern', ['views', 0, 'mask'], [{ ...MASK, when: { concerns: ['abuse'] } }], /\/mask\/0\/when\/concerns\/0: No such concern/],
    ['a mask for a code twice', ['views', 0, 'mask'], [{ ...MASK, when: { relationships: ['in-refuge', 'in-refuge'] } }], /\/mask\/0\/when\/relationships\/1: Named already/],
    ['a mask for a code that no referral can have', ['views', 0, 'mask'], [{ ...MASK, when: { relationships: ['In refuge'] } }], /\/relationships\/0: Must be lower-case words/],
    ['a mask for a factor that no referral can have', ['views', 0, 'mask'], [{ ...MASK, when: { factors: ['23a'] } }], /\/factors\/0: Must be a factor code/],
    ['a mask that is switched off', ['views', 0, 'mask'], [{ ...MASK, when: { linkedToAllegedAbuser: false } }], /\/linkedToAllegedAbuser: Must be true/],
    ['a condition that masks do not have', ['views', 0, 'mask'], [{ ...MASK, when: { areas: ['smallshire'] } }], /\/when\/areas: Unknown key/],
    ['a mask twice', ['views', 0, 'mask'], [MASK, MASK], /\/views\/0\/mask\/1\/id: Another mask of this agreement has this id/],
    ['a mask that the recipient could infer from its code', ['views', 0], { ...AGREEMENT.views[0], fields: ['narrative', 'children.relationshipToIncident'], mask: [MASK] }, /\/mask\/0\/fields: This view allows children.relationshipToIncident, which reveals to the recipient why a field is hidden/],
    ['a mask that hides an address and leaves the area', ['views', 0], { ...AGREEMENT.views[0], fields: ['children.address', 'children.area'], mask: [{ ...MASK, fields: ['children.address'] }] }, /\/mask\/0\/fields: This mask hides an address, and this view allows children.area/],
    ['children of a place that is neither', ['routes', 0, 'recipients', 0, 'children'], 'own-school', /\/recipients\/0\/children: Must be one of: all, own-area/],
    ['a number where text belongs', ['routes', 0, 'when', 'schools', 0], 100_001, /\/schools\/0: Must be six digits in quotes/],
    ['a list where keys belong', ['retention'], [30], /\/retention: Must be a set of keys and values/],
    ['nothing where a list belongs', ['views'], null, /\/views: Must be a list/],
  ])('refuses %s', (_what, place, value, expected) => {
    expect(problemsOf(files(PARTNERSHIP, put(AGREEMENT, place, value)))).toContainEqual(expect.stringMatching(expected));
  });

  it('reads masks with expanded fields', () => {
    const parsed = parsePartnership(files(PARTNERSHIP, put(AGREEMENT, ['views', 0, 'mask'], [{ ...MASK, fields: ['children.name', 'narrative'] }])));
    expect(parsed.ok && parsed.value.agreements[0]?.views[0]?.mask).toEqual([
      { id: 'home', fields: ['children.name.given', 'children.name.family', 'children.name.otherNames', 'narrative'], when: { relationships: ['in-refuge'] } },
    ]);
  });

  it('names every problem at once, each once', () => {
    const agreement = put(put(AGREEMENT, ['status'], 'active'), ['views', 0, 'fields', 1], 'nothing');
    expect(problemsOf(files(PARTNERSHIP, agreement))).toEqual([
      expect.stringContaining('/status'),
      expect.stringContaining('/views/0/fields/1'),
    ]);
  });

  it('accepts a file without redirects', () => {
    expect(problemsOf(files(PARTNERSHIP, put(AGREEMENT, ['redirects'], undefined)))).toEqual([]);
  });
});

describe('a partnership file is read strictly', () => {
  it.each<[string, Place, unknown, RegExp]>([
    ['a force code that YAML reads as a number', ['forces', 0, 'code'], 21, /\/forces\/0\/code: Must be two digits in quotes/],
    ['an agency id that is invalid in topic names', ['agencies', 0, 'id'], 'Smallshire CSC', /\/agencies\/0\/id: Must be lower-case words/],
    ['an agency with the name of an app', ['agencies', 0, 'id'], 'audit-recorder', /\/agencies\/0\/id: A part of the exchange has this name/],
    ['an agency with the name of Kafka\'s administrator', ['agencies', 0, 'id'], 'exchange-administrator', /\/agencies\/0\/id: A part of the exchange has this name/],
    ['an unknown kind of agency', ['agencies', 0, 'kind'], 'council', /\/agencies\/0\/kind: Must be one of/],
    ['an id twice', ['agencies', 1, 'id'], 'smallshire-police', /\/agencies\/1\/id: Another force or agency has this id/],
    ['no auditors', ['auditors'], undefined, /^partnership.yaml \/auditors: Missing/],
    ['an empty list of auditors', ['auditors'], [], /\/auditors: The list is empty/],
    ['no operators', ['operators'], undefined, /^partnership.yaml \/operators: Missing/],
    ['an auditor without a name', ['auditors', 0, 'name'], undefined, /\/auditors\/0\/name: Missing/],
    ['an auditor that no caller can be', ['auditors', 0, 'id'], 'The Inspectorate', /\/auditors\/0\/id: Must be lower-case words/],
    ['an agency that would audit itself', ['auditors', 0, 'id'], 'smallshire-csc', /\/auditors\/0\/id: Another organisation of this file has this id/],
    ['a force that would operate the record of its referrals', ['operators', 0, 'id'], 'smallshire-police', /\/operators\/0\/id: Another organisation of this file has this id/],
    ['an auditor that would operate what it audits', ['operators', 0, 'id'], 'smallshire-inspectorate', /\/operators\/0\/id: Another organisation/],
    ['an empty list of systems that assert persons', ['forces', 0, 'assertsPersons'], [], /\/forces\/0\/assertsPersons: The list is empty/],
    ['a system that no token can name', ['agencies', 0, 'assertsPersons'], ['the records system'], /\/agencies\/0\/assertsPersons\/0: Must be the client id/],
    ['a system that asserts the persons of two organisations', ['operators', 0], { ...PARTNERSHIP.operators[0], assertsPersons: ['records', 'records'] }, /\/operators\/0\/assertsPersons\/1: Named already/],
    ['a school without a URN', ['agencies', 1, 'urn'], undefined, /\/agencies\/1: A school needs its urn/],
    ['a URN for a hub', ['agencies', 0, 'urn'], '100009', /\/agencies\/0\/urn: Only a school has a urn/],
    ['a URN twice', ['agencies', 2], { ...PARTNERSHIP.agencies[1], id: 'other-school' }, /\/agencies\/2\/urn: Another school has this urn/],
    ['a former URN that is the present one of another school', ['agencies', 2], { ...PARTNERSHIP.agencies[1], id: 'other-school', urn: '142999', formerUrns: [PARTNERSHIP.agencies[1]?.urn] }, /\/agencies\/2\/formerUrns\/0: Another school has this urn, now or formerly/],
    ['a former URN that another school had', ['agencies'], [
      ...PARTNERSHIP.agencies, { ...PARTNERSHIP.agencies[1], id: 'old-school', urn: '142998', formerUrns: ['121669'] }, { ...PARTNERSHIP.agencies[1], id: 'other-school', urn: '142999', formerUrns: ['121669'] },
    ], /\/agencies\/3\/formerUrns\/0: Another school has this urn, now or formerly/],
    ['a school before the one whose URN it claims', ['agencies'], [
      PARTNERSHIP.agencies[0], { ...PARTNERSHIP.agencies[1], id: 'other-school', urn: '142999', formerUrns: ['100001'] }, PARTNERSHIP.agencies[1],
    ], /\/agencies\/2\/urn: Another school has this urn, now or formerly/],
    ['the present URN as a former one', ['agencies', 1, 'formerUrns'], ['100001'], /\/agencies\/1\/formerUrns\/0: This school has this urn already/],
    ['a route that names a school by its former URN', ['agencies', 1], { ...PARTNERSHIP.agencies[1], urn: '142999', formerUrns: ['100001'] },
      /^hub.yaml \/routes\/0\/when\/schools\/0: This is a former URN of village-school. Name its present one, 142999/],
    ['an area twice', ['agencies', 0, 'areas'], ['smallshire', 'smallshire'], /\/agencies\/0\/areas\/1: Named already/],
    ['a person where a reference belongs', ['agencies', 0, 'escalation'], { manager: 'Jane Example' }, /\/escalation\/manager: Must be an opaque reference such as duty-0301/],
    ['a person written like a reference', ['agencies', 0, 'escalation'], { manager: 'jane-example' }, /\/escalation\/manager: Must be an opaque reference/],
    ['an e-mail address', ['agencies', 0, 'escalation'], { manager: 'duty-01@smallshire.example' }, /\/escalation\/manager: Must be an opaque reference/],
    ['an unknown role', ['agencies', 0, 'escalation'], { director: 'csc-director-01' }, /\/escalation\/director: Unknown key\. .*duty-contact, manager, partnership-lead/],
    ['an escalation without a contact', ['agencies', 0, 'escalation'], {}, /\/agencies\/0\/escalation: Names no contact/],
    ['hub hours written out', ['agencies', 0, 'hubHours'], '9 to 5', /\/hubHours: Must be the id of a hub calendar/],
    ['hub hours of a school', ['agencies', 1, 'hubHours'], 'hub-hours/village', /\/agencies\/1\/hubHours: A school has term dates/],
    ['a duration in words', ['incidentReferral'], { within: '1 day' }, /\/incidentReferral\/within: Must be a duration/],
    ['no time at all', ['incidentReferral'], { within: 'PT0H' }, /\/incidentReferral\/within: Must be a duration/],
    ['months, which have no length', ['incidentReferral'], { within: 'P1M' }, /\/incidentReferral\/within: Must be a duration/],
    ['an agreed time without a duration', ['incidentReferral'], {}, /\/incidentReferral\/within: Missing/],
    ['a grade twice among those not shared', ['notShared'], { grades: ['blue', 'blue'] }, /\/notShared\/grades\/1: Named already/],
    ['a route for a grade that is not shared', ['notShared'], { grades: ['red'] }, /^hub.yaml \/routes\/0\/when\/grades\/0: The partnership file lists this grade under notShared/],
    ['a missing agreement', ['agreements', 1], 'gone.yaml', /\/agreements\/1: There is no such file/],
    ['an agreement twice', ['agreements', 1], 'hub.yaml', /\/agreements\/1: Listed already/],
    ['an agreement that is not listed', ['agreements'], ['gone.yaml'], /^hub.yaml: The partnership file does not list this file/],
  ])('refuses %s', (_what, place, value, expected) => {
    expect(problemsOf(files(put(PARTNERSHIP, place, value)))).toContainEqual(expect.stringMatching(expected));
  });

  it.each<[string, unknown, { within: string; withinMinutes: number }]>([
    ['a day by default', undefined, { within: 'P1D', withinMinutes: 1_440 }],
    ['hours', { within: 'PT12H' }, { within: 'PT12H', withinMinutes: 720 }],
    ['days, hours and minutes', { within: 'P1DT6H30M' }, { within: 'P1DT6H30M', withinMinutes: 1_830 }],
  ])('reads the agreed time from incident to referral as %s', (_what, row, expected) => {
    const parsed = parsePartnership(files(put(PARTNERSHIP, ['incidentReferral'], row)));
    expect(parsed.ok && parsed.value.incidentReferral).toEqual(expected);
  });

  it('keeps the contacts of an agency by role, and its hub hours', () => {
    const agency = { ...PARTNERSHIP.agencies[0], escalation: { 'duty-contact': 'csc-duty-01', manager: 'csc-manager-01', 'partnership-lead': 'ssp-lead-01' }, hubHours: 'hub-hours/smallshire-csc' };
    const parsed = parsePartnership(files(put(PARTNERSHIP, ['agencies', 0], agency)));
    expect(parsed.ok && parsed.value.agencies[0]).toMatchObject({ escalation: agency.escalation, hubHours: agency.hubHours });
    expect(parsed.ok && parsed.value.agencies[1]).toMatchObject({ escalation: {}, hubHours: null });
  });

  it('refuses a route that names no grades if some are not shared', () => {
    const sources = files({ ...PARTNERSHIP, notShared: { grades: ['blue'] } }, put(AGREEMENT, ['routes', 0, 'when', 'grades'], undefined));
    expect(problemsOf(sources)).toEqual([expect.stringMatching(/^hub.yaml \/routes\/0\/when: Without grades this would share all of them/)]);
  });

  it('refuses two agreements with one id', () => {
    const twice = [...files({ ...PARTNERSHIP, agreements: ['hub.yaml', 'copy.yaml'] }), { name: 'copy.yaml', text: yaml(AGREEMENT) }];
    expect(problemsOf(twice)).toEqual([expect.stringMatching(/^copy.yaml \/id: Another agreement has this id/)]);
  });

  it('refuses an empty list of files', () => {
    expect(problemsOf([])).toEqual([expect.stringContaining('No partnership file')]);
  });
});

describe('a file that is not sound YAML', () => {
  it.each<[string, string, RegExp]>([
    ['a key twice', 'id: a\nid: b\n', /^hub.yaml:2: Not readable as YAML: Map keys must be unique/],
    ['a bracket left open', 'id: [a\n', /^hub.yaml:\d: Not readable as YAML/],
    ['an alias', 'id: &name a\ntitle: *name\n', /^hub.yaml: Uses YAML aliases/],
    ['nothing', '', /^hub.yaml: Must be a set of keys and values/],
  ])('is refused for %s, with its line if there is one', (_what, text, expected) => {
    const parsed = parsePartnership(files().map((file) => (file.name === 'hub.yaml' ? { ...file, text } : file)));
    expect(parsed.ok ? [] : parsed.error.map((problem) => describeProblem(problem))).toEqual([expect.stringMatching(expected)]);
  });

  it('names the line of a wrong value', () => {
    const text = yaml(AGREEMENT).replace('acknowledge\n', 'ignore\n');
    const parsed = parsePartnership(files().map((file) => (file.name === 'hub.yaml' ? { ...file, text } : file)));
    const line = text.split('\n').findIndex((row) => row.endsWith('ignore')) + 1;
    expect(parsed.ok ? [] : parsed.error.map((problem) => problem.line)).toEqual([line]);
  });

  it('never throws, for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue().map((value) => yaml(value))), (text) => {
        expect(parsePartnership([{ name: 'partnership.yaml', text }]).ok).toBe(false);
        expect(parsePartnership(files().map((file) => (file.name === 'hub.yaml' ? { ...file, text } : file))).ok).toBe(false);
      }),
    );
  });
});
