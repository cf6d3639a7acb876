import { isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';

import { failure, success, type Outcome } from '#libs/kernel';

import { checkActionPlan, checkRecommendationIds, completePlan } from '../validation/check-action-plan.js';
import { checkAgreement } from '../validation/check-agreement.js';
import { checkOrganisations } from '../validation/check-organisations.js';
import type { Agreement, Partnership } from '../model/partnership.js';
import type { PartnershipProblem } from './problem.js';
import { readActionPlan } from './read-action-plan.js';
import { readAgreement } from './read-agreement.js';
import { readMainFile } from './read-main-file.js';
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
 * Reads a partnership, strictly: whatever is unknown, missing, doubled or empty is a problem, because a rule that is
 * silently dropped is a child nobody is told about, or a field somebody should not have seen.
 *
 * @param files the partnership file first, then the agreements and action plans under the names by which it lists them.
 * @returns every problem of one stage: shapes first, and only when they are sound, the names that refer to each other.
 */
export function parsePartnership(files: readonly PartnershipSource[]): Outcome<Partnership, readonly PartnershipProblem[]> {
  const problems: PartnershipProblem[] = [];
  const [main, ...others] = files.map((file) => open(file, problems));
  if (main === undefined) return failure([{ file: '', path: '', message: 'No partnership file was given.' }]);
  const { listed, listedPlans, ...partnership } = readMainFile(new Reader(main.report, main.value));
  const [planFiles, agreementFiles] = [others.filter(({ name }) => listedPlans.includes(name)), others.filter(({ name }) => !listedPlans.includes(name))];
  const agreements = agreementFiles.map((file) => ({ file, agreement: readAgreement(new Reader(file.report, file.value)) }));
  const plans = planFiles.map((file) => ({ report: file.report, name: file.name, plan: readActionPlan(new Reader(file.report, file.value)) }));
  checkListed(main, 'agreements', agreementFiles, listed);
  checkListed(main, 'actionPlans', planFiles, listedPlans);
  if (problems.length > 0) return failure(problems);

  checkOrganisations(partnership, main.report);
  for (const { file, agreement } of agreements) checkAgreement(agreement, partnership, file.report);
  reportRepeats(agreements.map(({ agreement }) => agreement.id), (index) =>
    agreements[index]?.file.report(['id'], 'Another agreement has this id. Rename one, or keep only the newer version.'),
  );
  for (const { plan, report } of plans) checkActionPlan(plan, partnership, report);
  checkRecommendationIds(plans);
  if (problems.length > 0) return failure(problems);
  const actionPlans = listedPlans.flatMap((name) => plans.filter((each) => each.name === name).map(({ plan }) => completePlan(plan)));
  return success({ ...partnership, actionPlans, agreements: listed.flatMap((name) => inFile(name, agreements)) });
}

/** The names of the files that a partnership file lists; empty where it cannot be read. */
export function listedFiles(text: string): readonly string[] {
  const document = parseDocument(text);
  return ['agreements', 'actionPlans'].flatMap((key) => {
    const listed: unknown = isMap(document.contents) ? document.contents.get(key) : undefined;
    const names = isSeq(listed) ? listed.items.map((item) => (isScalar(item) ? item.value : undefined)) : [];
    return names.filter((name) => typeof name === 'string');
  });
}

function checkListed(main: OpenFile, key: 'agreements' | 'actionPlans', others: readonly OpenFile[], listed: readonly string[]): void {
  listed.forEach((name, index) => {
    if (others.some((file) => file.name === name)) return;
    main.report([key, index], 'There is no such file beside the partnership file. Correct the name or add it.');
  });
  reportRepeats(listed, (index) => main.report([key, index], 'Listed already. Remove one of them.'));
  for (const file of others) {
    if (listed.includes(file.name)) continue;
    file.report([], 'The partnership file does not list this agreement. Add it under agreements or leave the file out.');
  }
}

function inFile(name: string, agreements: readonly { file: OpenFile; agreement: Agreement }[]): Agreement[] {
  return agreements.filter(({ file }) => file.name === name).map(({ agreement }) => agreement);
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

/** What an agency may see is written out where it is reviewed; besides, nested aliases can blow a small file up. */
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
