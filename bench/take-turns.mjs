/**
 * Runs what is to be compared in turns.
 */

/**
 * After `warmUps` rounds that do not count, since compilers work while code is new, `rounds` rounds in each of which every
 * one of `runs` (named functions that resolve to figures) has its turn; who begins changes from round to round. Gives the
 * figures of each by name, round by round. What resolves to undefined has nothing to compare with any more, and no figures.
 */
export async function takeTurns(runs, rounds, { warmUps = 1 } = {}) {
  const names = Object.keys(runs);
  const figures = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    const first = (round + warmUps) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const result = await runs[name]();
      if (result === undefined) delete figures[name];
      else if (round >= 0) figures[name]?.push(result);
    }
  }
  return figures;
}
