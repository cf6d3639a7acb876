import { GRADES, type Grade } from '#libs/contracts';

import { CONCERNS, type Condition, type Partnership } from '../model/partnership.js';

/** All combinations of area, concern and grade that a referral can have, less the grades that local policy does not share. */
export interface Combinations {
  readonly areas: readonly string[];
  readonly concerns: readonly string[];
  readonly grades: readonly Grade[];
  readonly count: number;
}

/** If the agencies of a partnership name no areas, no rule can name one either, and all areas are alike. */
const ANYWHERE = '';

export function combinationsOf({ agencies, notShared }: Partnership): Combinations {
  const served = [...new Set(agencies.flatMap(({ areas }) => areas))];
  const areas = served.length === 0 ? [ANYWHERE] : served;
  const grades = GRADES.filter((grade) => !notShared.grades.includes(grade));
  return { areas, concerns: CONCERNS, grades, count: areas.length * CONCERNS.length * grades.length };
}

/** Calls back with every combination that meets the conditions on area, concern and grade. */
export function forEachMatch({ areas, concerns, grades }: Combinations, when: Condition, match: (index: number) => void): void {
  const wantedConcerns = concerns.map((concern) => when.concerns?.includes(concern) ?? true);
  const wantedGrades = grades.map((grade) => when.grades?.includes(grade) ?? true);
  areas.forEach((area, areaIndex) => {
    if (!(when.areas?.includes(area) ?? true)) return;
    wantedConcerns.forEach((isConcern, concernIndex) => {
      if (!isConcern) return;
      wantedGrades.forEach((isGrade, gradeIndex) => {
        if (isGrade) match((areaIndex * concerns.length + concernIndex) * grades.length + gradeIndex);
      });
    });
  });
}

/**
 * Combinations in words, in as few phrases as possible: `about neglect or missing, graded red, in northmoor`. Concerns with the
 * same result are named together, then grades, then areas.
 */
export function describeCombinations(all: Combinations, isIn: (index: number) => boolean): string[] {
  const byConcernsAndGrades = new Map<string, { concerns: string; grades: string; areas: string[] }>();
  all.areas.forEach((area, areaIndex) => {
    for (const [concerns, grades] of gradesByConcerns(all, areaIndex, isIn)) {
      const key = `${concerns}|${grades}`;
      const phrase = byConcernsAndGrades.get(key) ?? { concerns, grades, areas: [] };
      phrase.areas.push(area);
      byConcernsAndGrades.set(key, phrase);
    }
  });
  return [...byConcernsAndGrades.values()].map(({ concerns, grades, areas }) => `${concerns}, ${grades}, ${describeAreas(all, areas)}`);
}

function gradesByConcerns(all: Combinations, areaIndex: number, isIn: (index: number) => boolean): [string, string][] {
  const found = new Map<string, string[]>();
  all.grades.forEach((grade, gradeIndex) => {
    const concerns = all.concerns.filter((_, index) => isIn((areaIndex * all.concerns.length + index) * all.grades.length + gradeIndex));
    if (concerns.length === 0) return;
    const phrase = concerns.length === all.concerns.length ? 'about any concern' : `about ${either(concerns)}`;
    found.set(phrase, [...(found.get(phrase) ?? []), grade]);
  });
  return [...found].map(([concerns, grades]) => [concerns, grades.length === all.grades.length ? 'of any grade' : `graded ${either(grades)}`]);
}

function describeAreas(all: Combinations, areas: readonly string[]): string {
  return areas.length === all.areas.length ? 'in any area' : `in ${either(areas)}`;
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
