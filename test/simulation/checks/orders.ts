/**
 * The orders in which what one commit did may have come.
 */

/** With more moves than this in one commit only some of the orders are tried. */
const ALL_ORDERS = 5;

/** The orders in which moves may have come, as they are stored first. */
export function* orders<Move>(moves: readonly Move[]): Generator<readonly Move[]> {
  if (moves.length <= ALL_ORDERS) {
    yield* permutations(moves);
    return;
  }
  for (let shift = 0; shift < moves.length; shift += 1) {
    const rotated = [...moves.slice(shift), ...moves.slice(0, shift)];
    yield rotated;
    yield rotated.toReversed();
  }
}

function* permutations<Move>(moves: readonly Move[]): Generator<readonly Move[]> {
  if (moves.length <= 1) {
    yield moves;
    return;
  }
  for (const [index, move] of moves.entries()) {
    const others = moves.filter((_, other) => other !== index);
    for (const order of permutations(others)) yield [move, ...order];
  }
}
