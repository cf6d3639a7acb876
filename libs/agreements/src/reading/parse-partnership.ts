import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

import { failure, success, type Outcome } from '#libs/kernel';

import { checkActionPlan, checkRecommendationIds, completePlan } from '../validation/check-action-plan.js';
import { checkAgreement } from '../validation/check-agreement.js';
import { checkOrganisations } from '../validation/check-organisations.js';
import { clockPolicy } from '../clocks/clock-policy.js';
import type { LocalPolicy } from '../model/local-policy.js';
import type { Partnership } from '../model/partnership.js';
import type { PartnershipProblem } from './problem.js';
import { readActionPlan } from './read-action-plan.js';
import { readAgreement } from './read-agreement.js';
import { readCalendar } from './read-calendar.js';
import { readLocalPolicy } from './read-local-policy.js';
import { readMainFile, type ListedFiles } from './read-main-file.js';
import { Reader, type Path } from './reader.js';
import { reportRepeats } from '../validation/report.js';

/** A YAML file: its name as messages show it, and its text. */
export interface PartnershipSource {
  readonly name: string;
  readonly text: string;
}

interface OpenFile {
  readonly name: string;
  readonly value: unknown;
  readonly report: (path: Path, message: string) => void;
}

/**
 * Reads a partnership strictly: an unknown, missing, repeated or empty item is a problem, because a silently dropped rule means
 * a child without a recipient, or a field that an agency should not have seen.
 *
 * @param files the partnership file first, then the files that it lists, under the names in that list.
 * @returns every problem of one stage: shapes first, and only if they are sound, the references between names.
 */
export function parsePartnership(files: readonly PartnershipSource[]): Outcome<Partnership, readonly PartnershipProblem[]> {
  const problems: PartnershipProblem[] = [];
  const [main, ...others] = files.map((file) => open(file, problems));
  if (main === undefined) return failure([{ file: '', path: '', message: 'No partnership file was given.' }]);
  const { listed, ...organisations } = readMainFile(readerOf(main));
  const read = <Content>(key: keyof ListedFiles, reader: (file: Reader) => Content) =>
    listed[key].flatMap((name) => others.filter((file) => file.name === name).map((file) => ({ report: file.report, content: reader(readerOf(file)) })));
  const agreements = read('agreements', readAgreement);
  const plans = read('actionPlans', readActionPlan);
  const calendars = read('calendars', readCalendar);
  const clocks = read('clocks', readLocalPolicy);
  checkListed(main, others, listed);
  const [local] = clocks;
  if (problems.length > 0 || local === undefined) return failure(problems);

  checkOrganisations(organisations, main.report);
  for (const { content, report } of agreements) checkAgreement(content, organisations, report);
  reportRepeats(agreements.map(({ content }) => content.id), (index) =>
    agreements[index]?.report(['id'], 'Another agreement has this id. Rename one, or keep only the newer version.'),
  );
  for (const { content, report } of plans) checkActionPlan(content, organisations, report);
  checkRecommendationIds(plans.map(({ content: plan, report }) => ({ plan, report })));
  const localPolicy: LocalPolicy = {
    ...local.content,
    hubHours: calendars.flatMap(({ content }) => (content.kind === 'hub-hours' ? [content.calendar] : [])),
    schoolTerms: calendars.flatMap(({ content }) => (content.kind === 'school-terms' ? [content.calendar] : [])),
  };
  const policy = clockPolicy({ ...organisations, localPolicy });
  for (const { file, path, message } of policy.ok ? [] : policy.error) {
    const calendar = typeof file === 'string' ? undefined : calendars.findLast(({ content }) => content.calendar.id === file.calendar);
    const report = calendar?.report ?? (file === 'clocks' ? local.report : main.report);
    report(path, message);
  }
  if (problems.length > 0) return failure(problems);
  return success({
    ...organisations, localPolicy, agreements: agreements.map(({ content }) => content), actionPlans: plans.map(({ content }) => completePlan(content)),
  });
}

/** The names of the files that a partnership file lists; empty if it cannot be read. */
export function listedFiles(text: string): readonly string[] {
  const document = parseDocument(text);
  return ['agreements', 'actionPlans', 'calendars', 'clocks'].flatMap((key) => {
    const listed: unknown = isMap(document.contents) ? document.contents.get(key) : undefined;
    const names = isSeq(listed) ? listed.items.map((item) => (isScalar(item) ? item.value : undefined)) : [listed];
    return names.filter((name) => typeof name === 'string');
  });
}

/** Checks that each listed file is there, that each file is listed, and that no file is listed twice. */
function checkListed(main: OpenFile, others: readonly OpenFile[], listed: ListedFiles): void {
  for (const [key, names] of Object.entries(listed)) {
    const placeOf = (index: number): Path => (key === 'clocks' ? [key] : [key, index]);
    names.forEach((name, index) => {
      if (others.some((file) => file.name === name)) return;
      main.report(placeOf(index), 'There is no such file beside the partnership file. Correct the name or add it.');
    });
    reportRepeats(names, (index) => main.report(placeOf(index), 'Listed already. Remove one of them.'));
  }
  const all = Object.values(listed).flat();
  for (const file of others) {
    if (!all.includes(file.name)) file.report([], 'The partnership file does not list this file. Add it there, or leave it out.');
  }
}

function readerOf({ report, value }: OpenFile): Reader {
  return new Reader(report, value);
}

function open({ name, text }: PartnershipSource, problems: PartnershipProblem[]): OpenFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const report = (path: Path, message: string): void => {
    const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    problems.push({ file: name, path: pointer, ...lineOf(document, lines, path), message });
  };
  for (const error of document.errors) {
    problems.push({ file: name, path: '', line: lines.linePos(error.pos[0]).line, message: `Not readable as YAML: ${error.message}` });
  }
  const sound = document.errors.length === 0 && !hasAliases(document, report);
  return { name, report, value: sound ? document.toJS() : undefined };
}

/** A reviewer must see all allowed fields written out; besides, nested aliases can make a small file very large. */
function hasAliases(document: Document, report: OpenFile['report']): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
    },
  });
  if (found) report([], 'Uses YAML aliases (*name). Write the values out where they belong.');
  return found;
}

function lineOf(document: Document, lines: LineCounter, path: Path): { line?: number } {
  const node = path.length === 0 ? null : (document.getIn(path, true) as { range?: [number, number, number] | null } | undefined);
  return node?.range ? { line: lines.linePos(node.range[0]).line } : {};
}
