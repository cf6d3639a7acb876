import type { ActionPlan, PlannedEvidence, PlannedRecommendation, Target } from '../model/action-plan.js';
import { ID, LINE, UNIT, type Reader } from './reader.js';

/** The number of a duration measure. A share has only its percent, so its target has no `of`. */
const TARGET_OF = ['median', 'percentile-90'] as const;

/** The target as read: if the file does not name the number, the measure decides it. */
export type ReadTarget = Omit<Target, 'of'> & { readonly of: (typeof TARGET_OF)[number] | null };
export type ReadPlan = Omit<ActionPlan, 'recommendations'> & { readonly recommendations: readonly ReadRecommendation[] };
type ReadRecommendation = Omit<PlannedRecommendation, 'evidence'> & { readonly evidence: Omit<PlannedEvidence, 'target'> & { readonly target: ReadTarget } };

/** Reads the shape of an action plan. `checkActionPlan` checks the names in it. */
export function readActionPlan(file: Reader): ReadPlan {
  const at = file.section('id', 'inspection', 'recommendations');
  const inspection = at('inspection').section('reference', 'title', 'received');
  return {
    id: at('id').text(ID),
    inspection: { reference: inspection('reference').text(LINE), title: inspection('title').text(LINE), receivedOn: inspection('received').date() },
    recommendations: at('recommendations').list(readRecommendation),
  };
}

function readRecommendation(item: Reader): ReadRecommendation {
  const at = item.section('id', 'text', 'owner', 'evidence', 'closed?');
  return { id: at('id').text(ID), text: at('text').text(LINE), owner: at('owner').text(ID), evidence: readEvidence(at('evidence')), closed: readClosed(at('closed')) };
}

function readEvidence(item: Reader): ReadRecommendation['evidence'] {
  const at = item.section('measure', 'force?', 'unit?', 'agency?', 'target');
  return {
    measure: at('measure').text(ID),
    ...(!at('force').isAbsent() && { force: at('force').text(ID) }),
    ...(!at('unit').isAbsent() && { unit: at('unit').text(UNIT) }),
    ...(!at('agency').isAbsent() && { agency: at('agency').text(ID) }),
    target: readTarget(at('target')),
  };
}

function readTarget(item: Reader): ReadTarget {
  if (item.isAbsent()) return { of: null };
  const at = item.section('of?', 'atLeast?', 'atMost?');
  if (at('atLeast').isAbsent() === at('atMost').isAbsent()) item.fail('Give one of atLeast and atMost: percent of a share, minutes of a duration.');
  return {
    of: at('of').isAbsent() ? null : at('of').oneOf(TARGET_OF),
    ...(!at('atLeast').isAbsent() && { atLeast: at('atLeast').amount() }),
    ...(!at('atMost').isAbsent() && { atMost: at('atMost').amount() }),
  };
}

function readClosed(item: Reader): PlannedRecommendation['closed'] {
  if (item.isAbsent()) return null;
  const at = item.section('on', 'because');
  return { on: at('on').date(), because: at('because').text(LINE) };
}
