// The filters of the list of flows: as the address keeps them, as ListFlows takes them, and as live flows are held
// against them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs, timestampMs } from "@bufbuild/protobuf/wkt";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { ListFlowsRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { type FlowState, FlowStateSchema } from "#gen/lazyengine/v1/states_pb.js";
import { FLOW_STATES } from "../states/flow-states.js";

export interface Filters {
  readonly states: readonly FlowState[];
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Only flows created so recently; undefined = whenever. */
  readonly withinMs: number | undefined;
  /** Only the flow with this id and those within it. */
  readonly rootFlowId: string;
  /** What could not be read, in words. Empty = all of it could. */
  readonly problem: string;
}

/** Spans of time that the list offers, by the word in the address. */
export const SPANS: Readonly<Record<string, number>> = {
  "15m": 900_000,
  "1h": 3_600_000,
  "24h": 86_400_000,
  "7d": 604_800_000,
};

/** Reads the filters of an address. What is not understood filters nothing, and is named. */
export function parseFilters(query: Readonly<Record<string, string>>): Filters {
  const words = (query["state"] ?? "").split(",").filter((word) => word !== "");
  const states = words.flatMap((word) => FLOW_STATES.find((state) => stateWord(state) === word.toLowerCase()) ?? []);
  const labels = parseLabels(query["labels"] ?? "");
  const within = query["within"] ?? "";
  const withinMs = Object.hasOwn(SPANS, within) ? SPANS[within] : undefined;
  const problems = [
    ...(states.length < words.length ? [`state: "${words.join(",")}" has a word that is no state of flows`] : []),
    ...(typeof labels === "string" ? [labels] : []),
    ...(within !== "" && withinMs === undefined ? [`within: "${within}" is none of ${Object.keys(SPANS)}`] : []),
  ];
  return {
    states,
    name: query["name"] ?? "",
    labels: typeof labels === "string" ? {} : labels,
    withinMs,
    rootFlowId: query["root"] ?? "",
    problem: problems.join("; "),
  };
}

/** `key=value, key=value`; what is wrong with it, in words, where it is not that. */
export function parseLabels(text: string): Record<string, string> | string {
  const pairs = text.split(",").map((pair) => pair.trim());
  const entries = pairs.filter((pair) => pair !== "").map((pair) => [pair, pair.indexOf("=")] as const);
  const wrong = entries.find(([, at]) => at <= 0);
  if (wrong !== undefined) return `labels: "${wrong[0]}" is not key=value`;
  return Object.fromEntries(entries.map(([pair, at]) => [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]));
}

/** The word of a state as addresses have it. */
export function stateWord(state: FlowState): string {
  return (FlowStateSchema.value[state]?.name ?? "").replace("FLOW_STATE_", "").toLowerCase();
}

/** What ListFlows is asked for. */
export function listRequest(
  filters: Filters,
  page: { readonly namespace: string; readonly pageToken: string; readonly pageSize: number; readonly now: number },
): MessageInitShape<typeof ListFlowsRequestSchema> {
  const { withinMs } = filters;
  return {
    namespace: page.namespace,
    pageSize: page.pageSize,
    pageToken: page.pageToken,
    states: [...filters.states],
    name: filters.name,
    labels: { ...filters.labels },
    rootFlowId: filters.rootFlowId,
    ...(withinMs === undefined ? {} : { createTimeAfter: timestampFromMs(page.now - withinMs) }),
  };
}

/** Whether a flow that a watch shows belongs into the list. */
export function matches(flow: Flow, filters: Filters, now: number): boolean {
  const created = flow.createTime === undefined ? now : timestampMs(flow.createTime);
  return (
    (filters.states.length === 0 || filters.states.includes(flow.state)) &&
    (filters.name === "" || filters.name === flow.name) &&
    (filters.rootFlowId === "" || filters.rootFlowId === flow.rootFlowId) &&
    Object.entries(filters.labels).every(([key, value]) => flow.labels[key] === value) &&
    (filters.withinMs === undefined || created >= now - filters.withinMs)
  );
}
