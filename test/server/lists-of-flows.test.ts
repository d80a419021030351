/**
 * Lists of a real engine's flows are no larger than a page may be.
 */
import { toBinary } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../src/core/limits.js";
import { serving } from "./metrics-page.js";

const { listFlows, run } = LazyEngine.method;

test("a list of flows ends where its bytes do", async () => {
  const { client } = await serving();
  const keys = Array.from({ length: 60 }, (_, index) => `k${index}`.padEnd(200, "k"));
  const labels = Object.fromEntries(keys.map((key) => [key, "v".repeat(250)]));
  const tasks = [{ name: "a", work: { case: "type" as const, value: "work" } }];
  const flowIds = Array.from({ length: 150 }, (_, index) => `f${index}`);
  const definition = { case: "spec" as const, value: { name: "n", tasks, labels } };
  for (const flowId of flowIds) await client.unary(run, { flowId, definition });
  const told: string[] = [];
  for (let pageToken: string | undefined; pageToken !== ""; ) {
    const page = await client.unary(listFlows, { pageSize: 1000, ...(pageToken !== undefined && { pageToken }) });
    expect(toBinary(listFlows.output, page).length).toBeLessThan(LIMITS.pageBytes);
    told.push(...page.flows.map(({ flowId }) => flowId));
    pageToken = page.nextPageToken;
  }
  expect(told.sort()).toEqual(flowIds.sort());
});
