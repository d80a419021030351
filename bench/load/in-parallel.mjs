/**
 * Does things at once, but only so many.
 */

/** Calls `act` with 0 to count - 1 from `callers` loops. Resolves to the results, in order. */
export async function inParallel(count, callers, act) {
  const results = new Array(count);
  let next = 0;
  const loop = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await act(index);
  };
  await Promise.all(Array.from({ length: Math.min(callers, count) }, loop));
  return results;
}
