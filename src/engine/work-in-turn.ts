/**
 * The work of answers that may take much: what is done for no more than so many callers at once, or in slices.
 */
import type { Environment } from "./environment.js";
import { FewAtOnce } from "./few-at-once.js";
import { NextTimes } from "./schedules/next-times.js";
import { Slices } from "./slices.js";

export function workInTurn(environment: Environment) {
  const slices = new Slices(environment);
  return {
    slices,
    nextTimes: new NextTimes(slices),
    imports: new FewAtOnce("imports_at_once", { atOnce: 2, waiting: 8 }),
    simulations: new FewAtOnce("simulations_at_once", { atOnce: 1, waiting: 16 }),
    contents: new FewAtOnce("contents_at_once", { atOnce: 16, waiting: 4_000 }),
    largeDefinitions: new FewAtOnce("large_definitions_at_once", { atOnce: 2, waiting: 1_000, rests: environment }),
    // Each may read and index megabytes.
    explanations: new FewAtOnce("explanations_at_once", { atOnce: 2, waiting: 1_000, rests: environment }),
    // Far fewer than the store's connections: what does not list finds a free one.
    lists: new FewAtOnce("lists_at_once", { atOnce: 4, waiting: 1_000 }),
  };
}
