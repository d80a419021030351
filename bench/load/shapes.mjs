/**
 * The shapes of flows that are run, as lists of tasks. A task's input, where it has one, is 200 bytes as they travel.
 */
export const INPUT = "x".repeat(198);

/** Each waits for the one before. */
export function chain(length) {
  return Array.from({ length }, (_, index) => task(`t${index}`, index === 0 ? [] : [`t${index - 1}`]));
}

/** Ten tasks: a chain of four, then one, four beside each other, one that waits for all four. */
export function chainAndDiamond() {
  const sides = ["s1", "s2", "s3", "s4"];
  const diamond = [task("top", ["t3"]), ...sides.map((side) => task(side, ["top"])), task("bottom", sides)];
  return [...chain(4), ...diamond];
}

/** One, `width` beside each other, one that waits for all of them. */
export function fan(width) {
  const middle = Array.from({ length: width }, (_, index) => `m${index}`);
  return [task("first"), ...middle.map((name) => task(name, ["first"])), task("join", middle)];
}

/** None waits for any. */
export function parallel(width) {
  return Array.from({ length: width }, (_, index) => task(`p${index}`));
}

/**
 * Layers of `width` tasks. Each waits for one to three of the layer before, one in ten for a task of any earlier layer
 * besides. Names are short and inputs absent, so that a definition of 100,000 fits into one message. The same `seed`
 * gives the same graph.
 */
export function layered(size, width, seed) {
  const random = randomOf(seed);
  const below = (bound) => Math.floor(random() * bound);
  const name = (number) => number.toString(36);
  return Array.from({ length: size }, (_, number) => {
    const start = number - (number % width);
    if (start === 0) return { name: name(number), dependsOn: [] };
    const wanted = new Set(Array.from({ length: 1 + below(3) }, () => start - width + below(width)));
    if (below(10) === 0) wanted.add(below(start));
    return { name: name(number), dependsOn: [...wanted].map(name) };
  });
}

/** By their names, for loads that are told which. */
export const SHAPES = { chain, chainAndDiamond, fan, parallel, layered };

function task(name, dependsOn = []) {
  return { name, input: INPUT, dependsOn };
}

/** Mulberry32: numbers from 0 up to 1. */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
