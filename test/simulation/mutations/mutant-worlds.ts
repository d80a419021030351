/**
 * Runs as a program of its own, compiled from the sources in which the engine is mutated: worlds from the first seed to the
 * last, until one breaks. Its last line is the finding, as JSON.
 */
import { simulate } from "../simulate.js";

const [first = "1", last = "0"] = process.argv.slice(2);
console.log(JSON.stringify(await firstBroken(Number(first), Number(last))));

async function firstBroken(first: number, last: number): Promise<{ readonly seed?: number; readonly broken?: string }> {
  for (let seed = first; seed <= last; seed += 1) {
    const { broken } = await simulate(seed);
    if (broken !== undefined) return { seed, broken };
  }
  return {};
}
