type Key = string | number | bigint;

/**
 * A comparator for `sort` and `toSorted`: by the first key, among equals by the next one. It returns 0 when all keys are equal,
 * so that a sort keeps their order. Text compares by UTF-16 code units, which is the same on every machine. Negate a number to
 * sort from the largest down.
 */
export function byKey<Item>(...keys: readonly [(item: Item) => Key, ...((item: Item) => Key)[]]): (one: Item, other: Item) => number {
  return (one, other) => {
    for (const keyOf of keys) {
      const [left, right] = [keyOf(one), keyOf(other)];
      if (left !== right) return Number(left > right) - Number(left < right);
    }
    return 0;
  };
}
