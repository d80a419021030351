/**
 * The filters of the list of flows: what an address says, what ListFlows is asked, and which live flows belong.
 */
import { create } from "@bufbuild/protobuf";
import { timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { type Flow, FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { listRequest, matches, parseFilters, parseLabels, stateWord } from "../../ui/src/flows/filters.js";

const NOW = Date.UTC(2026, 2, 1);

test("an address without filters asks for all flows", () => {
  const filters = parseFilters({});
  expect(filters).toEqual({ states: [], name: "", labels: {}, withinMs: undefined, rootFlowId: "", problem: "" });
  const request = listRequest(filters, { namespace: "ops", pageToken: "t", pageSize: 50, now: NOW });
  expect(request).toEqual({
    ...{ namespace: "ops", pageToken: "t", pageSize: 50 },
    ...{ states: [], name: "", labels: {}, rootFlowId: "" },
  });
});

test("an address with all filters asks for what it says", () => {
  const query = { state: "running,failed", name: "deploy", labels: "team=a, tier = b=c", within: "1h", root: "f-1" };
  const request = listRequest(parseFilters(query), { namespace: "", pageToken: "", pageSize: 10, now: NOW });
  expect(request.states).toEqual([FlowState.RUNNING, FlowState.FAILED]);
  expect(request).toMatchObject({ name: "deploy", labels: { team: "a", tier: "b=c" }, rootFlowId: "f-1" });
  expect(timestampMs(request.createTimeAfter as Flow["createTime"] & object)).toBe(NOW - 3_600_000);
});

test.each([
  [{ state: "running,gone" }, 'state: "running,gone" has a word that is no state of flows'],
  [{ labels: "team" }, 'labels: "team" is not key=value'],
  [{ labels: "=a" }, 'labels: "=a" is not key=value'],
  [{ within: "1y" }, 'within: "1y" is none of 15m,1h,24h,7d'],
  [{ within: "toString" }, 'within: "toString" is none of 15m,1h,24h,7d'],
  [{ state: "1" }, 'state: "1" has a word that is no state of flows'],
  [{ state: "constructor" }, 'state: "constructor" has a word that is no state of flows'],
])("%j is named for what it is and filters nothing more", (query, problem) => {
  const filters = parseFilters(query);
  expect(filters.problem).toBe(problem);
  expect(filters.labels).toEqual({});
  expect(filters.withinMs).toBeUndefined();
  expect(filters.states.every((state) => typeof state === "number")).toBe(true);
});

test("UNSPECIFIED is no filter: the engine refuses it", () => {
  expect(parseFilters({ state: "unspecified" }).states).toEqual([]);
});

test("labels are read with blanks around them and without empty pairs", () => {
  expect(parseLabels(" a = 1 ,, b=")).toEqual({ a: "1", b: "" });
});

test("states are spelled in addresses as the command spells them", () => {
  expect([FlowState.SUCCEEDED, FlowState.CANCELLING].map(stateWord)).toEqual(["succeeded", "cancelling"]);
});

test.each([
  [{}, true],
  [{ state: "running" }, true],
  [{ state: "failed" }, false],
  [{ name: "deploy" }, true],
  [{ name: "depl" }, false],
  [{ labels: "team=a" }, true],
  [{ labels: "team=b" }, false],
  [{ labels: "other=a" }, false],
  [{ within: "15m" }, true],
  [{ root: "f-1" }, true],
  [{ root: "f-2" }, false],
])("a live flow is held against %j: %s", (query, belongs) => {
  const flow = create(FlowSchema, {
    ...{ flowId: "f-1", rootFlowId: "f-1", name: "deploy", state: FlowState.RUNNING, labels: { team: "a" } },
    createTime: timestampFromMs(NOW - 60_000),
  });
  expect(matches(flow, parseFilters(query), NOW)).toBe(belongs);
});
