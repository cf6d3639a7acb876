import { describe, expect, it } from '@jest/globals';
import { RUNGS } from '#libs/contracts';

import { INBOX_RUNGS, INBOX_STATES, wantedRungs } from './inbox-query.js';

describe('what a list of the inbox is about', () => {
  it('is everything, when nothing is asked for', () => {
    expect(wantedRungs()).toEqual(INBOX_RUNGS);
  });

  it('has each rung in one state, so that nothing is counted twice and nothing is lost', () => {
    const states = INBOX_STATES.filter((state) => state !== 'all');
    expect(states.flatMap((state) => wantedRungs(state)).toSorted()).toEqual([...INBOX_RUNGS].toSorted());
  });

  it('is nothing, when the rung is not one of the state', () => {
    expect(wantedRungs('new', 'decided')).toEqual([]);
    expect(wantedRungs('answered', 'decided')).toEqual(['decided']);
  });

  it('covers every rung of the ladder that an agency can reach', () => {
    expect(RUNGS.filter((rung) => rung !== 'published' && rung !== 'rejected')).toEqual(INBOX_RUNGS);
  });
});
