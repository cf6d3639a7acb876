interface Commit {
  readonly entries: number;
  readonly milliseconds: number;
}

/** A commit is evidence for what waits before a newcomer when that is at most so many times as much as the commit held. */
const EXTRAPOLATION = 8;
/** Commits that are remembered: enough to even out one that was slow, few enough to notice within a second or two that all are. */
const REMEMBERED = 8;

/**
 * How long an entry that comes now would wait for its commit, from the commits of the present backlog. It knows nothing
 * while there is no backlog, so that a queue that starts empty takes a first burst whatever happened an hour ago.
 *
 * - Entries before the newcomer take as long as the entries of recent commits took. Small commits say little about large
 *   ones, because a commit has a fixed price: one of 2 entries is no evidence for 500 that wait.
 * - A commit that is under way for longer than expected is expected to take as long again as it has already taken: this is
 *   how a database that stalls is noticed, also at the very first commit.
 */
export class ExpectedWait {
  private readonly recent: Commit[] = [];
  private running: { readonly entries: number; readonly since: number } | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  commitBegins(entries: number): void {
    this.running = { entries, since: this.now() };
  }

  commitEnds(): void {
    if (this.running === undefined) return;
    this.recent.push({ entries: this.running.entries, milliseconds: this.now() - this.running.since });
    if (this.recent.length > REMEMBERED) this.recent.shift();
    this.running = undefined;
  }

  backlogEnds(): void {
    this.running = undefined;
    this.recent.length = 0;
  }

  /** @param waiting entries that no commit has taken yet. @returns milliseconds. */
  milliseconds(waiting: number): number {
    const { running } = this;
    if (running === undefined) return 0;
    const each = this.millisecondsEach(waiting + running.entries);
    const elapsed = this.now() - running.since;
    const left = each * running.entries - elapsed;
    return (left > 0 ? left : elapsed) + each * waiting;
  }

  /** 0 when no commit says anything about so many entries. */
  private millisecondsEach(before: number): number {
    const evidence = this.recent.filter(({ entries }) => entries * EXTRAPOLATION >= before);
    const entries = evidence.reduce((sum, commit) => sum + commit.entries, 0);
    return entries === 0 ? 0 : evidence.reduce((sum, commit) => sum + commit.milliseconds, 0) / entries;
  }
}
