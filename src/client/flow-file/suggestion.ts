/**
 * "Did you mean": the known name that a wrong one was probably meant to be.
 */

/** The known name that equals `given` but for case, `_` and `-`; else the nearest one; else undefined. */
export function suggestion(given: string, known: readonly string[]): string | undefined {
  const folded = fold(given);
  const same = known.find((name) => fold(name) === folded);
  if (same !== undefined) {
    return same;
  }
  const length = [...given].length;
  let best: string | undefined;
  let bestDistance = Math.min(3, length);
  for (const name of known) {
    const distance = levenshtein(given.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, "");
}

function levenshtein(left: string, right: string): number {
  const to = [...right];
  let row = [0, ...to.map((_, index) => index + 1)];
  for (const [index, char] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of to.entries()) {
      const replaced = (row[column] ?? 0) + (char === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
