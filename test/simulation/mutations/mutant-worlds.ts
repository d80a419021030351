/**
 * Runs as a program of its own, compiled from the sources in which the engine is mutated: worlds from seed 1 on, as many
 * as it is told, until one breaks. Its last line is the finding, as JSON.
 */
import { simulate } from "../simulate.js";

const [seeds = "0"] = process.argv.slice(2);
console.log(JSON.stringify(await firstBroken(Number(seeds))));

async function firstBroken(count: number): Promise<{ readonly seed?: number; readonly broken?: string }> {
  for (let seed = 1; seed <= count; seed += 1) {
    const { broken } = await simulate(seed);
    if (broken !== undefined) return { seed, broken };
  }
  return {};
}
