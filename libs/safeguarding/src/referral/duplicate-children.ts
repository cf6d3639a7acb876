import type { SubmitReferralRequest } from '#libs/contracts';
import { comparisonForm } from '#libs/kernel';

import { identify } from './check-identifiers.js';
import { isUnborn } from './unborn.js';
import { fieldProblem, type ReferralProblem } from './problem.js';

type Child = SubmitReferralRequest['children'][number];

const KINDS = ['nhsNumber', 'upn', 'pncId'] as const;

/** The facts by which one entry of a referral is compared with another. */
interface Identity {
  readonly isUnborn: boolean;
  readonly identifiers: Readonly<Partial<Record<(typeof KINDS)[number], string>>>;
  /** The name with the whole date of birth; undefined where either is not known. */
  readonly nameAndBirth: string | undefined;
}

/** One child sent twice becomes two cases at every partner. The problem names the later entry. */
export function duplicateChildren(children: readonly Child[]): ReferralProblem[] {
  const identities = children.map((child) => identityOf(child));
  return identities.flatMap((later, index) => {
    const found = new Map<string, ReferralProblem>();
    for (const [first, earlier] of identities.slice(0, index).entries()) {
      const message = `This is the same child as children/${first}. Send each child once.`;
      for (const field of sameIn(earlier, later)) {
        const pointer = ['children', index, ...field];
        if (!found.has(pointer.join('/'))) found.set(pointer.join('/'), fieldProblem(pointer, 'duplicate-child', message));
      }
    }
    return [...found.values()];
  });
}

/**
 * The fields that prove two entries to be one child: an identifier, or the name with the whole date of birth (an empty path). Two
 * different identifiers of one kind prove two children, such as newborn twins under one name. Unborn children are never one child,
 * because nothing tells twins apart before their birth.
 */
function sameIn(one: Identity, other: Identity): readonly (readonly string[])[] {
  if (one.isUnborn && other.isUnborn) return [];
  const known = KINDS.filter((kind) => one.identifiers[kind] !== undefined && other.identifiers[kind] !== undefined);
  const same = known.filter((kind) => one.identifiers[kind] === other.identifiers[kind]);
  const isOneName = one.nameAndBirth !== undefined && one.nameAndBirth === other.nameAndBirth && same.length === known.length;
  return [...same.map((kind) => ['identifiers', kind]), ...(isOneName ? [[]] : [])];
}

/**
 * A part of a date of birth and an estimate of the age are no identity, because two children of one family may share a surname and
 * an age.
 */
function identityOf(child: Child): Identity {
  const { identifiers = {}, name = {}, dateOfBirth = '' } = child;
  const parts = [plain(name.given ?? ''), plain(name.family ?? '')];
  const stated = KINDS.flatMap((kind) => {
    const value = identifiers[kind];
    const known = value === undefined ? undefined : identify(kind, value);
    return known === undefined ? [] : [[kind, known] as const];
  });
  const isWhole = dateOfBirth.length === 'YYYY-MM-DD'.length && parts.join('') !== '';
  return { isUnborn: isUnborn(child), identifiers: Object.fromEntries(stated), nameAndBirth: isWhole ? JSON.stringify([...parts, dateOfBirth]) : undefined };
}

/**
 * A child's name for comparison. Wider than the rule for references: also without Latin accents, punctuation and spaces, because
 * one record has O'Neil and the other ONeil. Marks of other scripts stay, because they are vowels there and distinguish names.
 * Never stored, never sent.
 */
function plain(name: string): string {
  return comparisonForm(name.normalize('NFKD').replaceAll(/[\u0300-\u036f\p{P}\s]/gu, ''));
}
