/**
 * The order of the test files: what takes minutes is begun first, so that no worker is left with it alone in the end; what keeps a
 * core busy and what mostly waits by turns, so that they share the two cores. The others follow as vitest has them.
 */
import { BaseSequencer, type TestSpecification } from "vitest/node";

const LONGEST = [
  "simulation/worlds-1.test.ts",
  "kill/kill-reopened.test.ts",
  "kill/kill-dev.test.ts",
  "simulation/worlds-2.test.ts",
  "engine/nested-dropped.test.ts",
  "engine/reopened-within-dropped.test.ts",
  "core/segmented-flows.test.ts",
  "kill/kill-server.test.ts",
  "engine/random-graphs.test.ts",
  "chaos/elections.test.ts",
  "documents/documents.test.ts",
  "cli/flow-commands.test.ts",
  "model/model.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}`));
      return place < 0 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
