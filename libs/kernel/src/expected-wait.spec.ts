import { describe, expect, it } from '@jest/globals';

import { ExpectedWait } from './expected-wait.js';

/** A queue whose commits take the time that the test sets. */
function queue() {
  let now = 0;
  const wait = new ExpectedWait(() => now);
  return {
    wait,
    pass: (milliseconds: number) => (now += milliseconds),
    commit: (entries: number, milliseconds: number) => {
      wait.commitBegins(entries);
      now += milliseconds;
      wait.commitEnds();
    },
  };
}

describe('the expected wait of a referral', () => {
  it('is none in an empty queue, and unknown but short at the start of a burst', () => {
    const { wait } = queue();
    expect(wait.milliseconds(0)).toBe(0);
    wait.commitBegins(1);
    expect(wait.milliseconds(1_500)).toBe(0);
  });

  it('follows from the rate of recent commits and from the entries in front of it', () => {
    const { wait, commit, pass } = queue();
    commit(50, 500);
    wait.commitBegins(100);
    expect(wait.milliseconds(200)).toBe(3_000);
    pass(400);
    expect(wait.milliseconds(200)).toBe(2_600);
  });

  it('grows while a commit stalls, also the first', () => {
    const { wait, commit, pass } = queue();
    wait.commitBegins(1);
    pass(2_100);
    expect(wait.milliseconds(0)).toBe(2_100);
    wait.commitEnds();
    wait.backlogEnds();
    commit(50, 50);
    wait.commitBegins(50);
    pass(3_000);
    expect(wait.milliseconds(100)).toBe(3_100);
  });

  it('does not follow from small commits where many entries wait, because a commit has a fixed price', () => {
    const { wait, commit } = queue();
    commit(1, 5);
    commit(2, 5);
    wait.commitBegins(2);
    expect(wait.milliseconds(1_000)).toBe(0);
    expect(wait.milliseconds(10)).toBeGreaterThan(0);
  });

  it('forgets a slow hour when its backlog has ended', () => {
    const { wait, commit } = queue();
    commit(200, 10_000);
    wait.backlogEnds();
    wait.commitBegins(1);
    expect(wait.milliseconds(1_000)).toBe(0);
  });

  it('notices within a few commits that the database has become fast again', () => {
    const { wait, commit } = queue();
    commit(200, 10_000);
    for (let number = 0; number < 8; number += 1) commit(200, 100);
    wait.commitBegins(200);
    expect(wait.milliseconds(1_000)).toBe(600);
  });
});
