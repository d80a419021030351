/**
 * Addresses of the page: each route comes back from its own, and none is lost on a bad one.
 */
import { expect, test } from "vitest";
import { formatRoute, parseRoute } from "../../ui/src/shell/route.js";

test.each([
  { page: "flows", namespace: "", flowId: "", query: {} },
  { page: "flows", namespace: "ops", flowId: "", query: { state: "running,failed", labels: "a=b&c" } },
  { page: "flow", namespace: "ops", flowId: "a:b/c?d#e~1", query: { task: "x[0]#2", view: "timeline" } },
  { page: "queues", namespace: "x", flowId: "", query: {} },
] as const)("$page $flowId comes back from its address", (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("parameters that are empty do not stand in the address", () => {
  expect(formatRoute({ page: "flows", namespace: "", query: { name: "" } })).toBe("#/flows");
});

test.each(["", "#", "#/", "#/nothing", "#/flow", "#/flow/", "#/flow/%E0%A4%A"])("%j leads to the list", (hash) => {
  expect(parseRoute(hash).page).toBe("flows");
});
