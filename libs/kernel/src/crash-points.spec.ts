import { afterEach, describe, expect, it } from '@jest/globals';

import { armCrashPoints, CRASH_POINTS, crashPoint, parseCrashPlans } from './crash-points.js';

describe('crash points', () => {
  afterEach(() => armCrashPoints([]));

  it('do nothing where none is armed', () => {
    for (const name of CRASH_POINTS) expect(() => crashPoint(name)).not.toThrow();
  });

  it('act once, at the named passage, and at no other point', () => {
    armCrashPoints([{ point: 'relay.after-read', nth: 2, action: { kind: 'throw' } }]);
    crashPoint('relay.after-mark');
    crashPoint('relay.after-read');
    expect(() => crashPoint('relay.after-read')).toThrow('test fault at relay.after-read');
    expect(() => crashPoint('relay.after-read')).not.toThrow();
  });

  it('can pause the whole process', () => {
    armCrashPoints([{ point: 'relay.after-read', nth: 1, action: { kind: 'delay', ms: 60 } }]);
    const began = performance.now();
    crashPoint('relay.after-read');
    expect(performance.now() - began).toBeGreaterThanOrEqual(55);
  });

  it('are written as name, passage and action', () => {
    expect(parseCrashPlans('relay.after-read')).toEqual({ ok: true, value: [{ point: 'relay.after-read', nth: 1, action: { kind: 'kill' } }] });
    expect(parseCrashPlans('intake.mid-batch@7=delay:250, shutdown.http=throw')).toEqual({
      ok: true,
      value: [
        { point: 'intake.mid-batch', nth: 7, action: { kind: 'delay', ms: 250 } },
        { point: 'shutdown.http', nth: 1, action: { kind: 'throw' } },
      ],
    });
  });

  it.each(['', 'relay.after-reed', 'relay.after-read@0', 'relay.after-read=explode', 'relay.after-read,', 'relay.after-read=delay'])(
    'refuse "%s"',
    (text) => expect(parseCrashPlans(text)).toEqual({ ok: false, error: 'invalid' }),
  );

  it('have one name each', () => {
    expect(new Set(CRASH_POINTS).size).toBe(CRASH_POINTS.length);
  });
});
