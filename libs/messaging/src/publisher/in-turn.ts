/**
 * Runs `task` after the earlier tasks of the same queue, whether those succeeded or not. Tasks of different queues run
 * in parallel.
 *
 * @param last the last task of each queue that is not empty. It belongs to the caller.
 */
export async function inTurn<Value>(last: Map<string, Promise<unknown>>, queue: string, task: () => Promise<Value>): Promise<Value> {
  const result = (last.get(queue) ?? Promise.resolve()).then(task);
  const ended = result.catch(() => {});
  last.set(queue, ended);
  try {
    return await result;
  } finally {
    if (last.get(queue) === ended) last.delete(queue);
  }
}
