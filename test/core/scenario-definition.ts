/**
 * The `flow` command of scenarios: a definition, one task to a line.
 *
 *     flow stop max_parallel=2
 *     fetch retry=3/1s/2 run=10s -> pack log:failure+skip FAIL:failure="no paint"
 *     pack noop <- fetch wrap:completion
 */
import type {
  Dependency,
  Edge,
  EdgeOutcome,
  EdgeTarget,
  Evaluate,
  FlowDefinition,
  ForEach,
  Join,
  Phase,
  RetryPolicy,
  TaskDefinition,
  Timeouts,
} from "../../src/core/definition/definition.js";
import type { ListBounds } from "../../src/core/definition/list-bounds.js";
import type { ControllerKind, ScopeDefinition } from "../../src/core/definition/scope-definition.js";
import { flow, noop, task } from "./definitions.js";
import { parseDuration, parseWords, refuseUnknown, type Words } from "./scenario-words.js";

const TIMEOUTS: Readonly<Record<string, keyof Timeouts>> = {
  ready_to_claim: "readyToClaimMs",
  run: "runMs",
  heartbeat: "heartbeatMs",
  attempt: "attemptMs",
  total: "totalMs",
};

export function parseDefinition([head = "", ...lines]: readonly string[]): FlowDefinition {
  const words = parseWords(head);
  const { plain, named } = words;
  refuseUnknown(words, [
    "max_parallel",
    "timeout",
    "retry",
    "max_instances",
    "evaluate",
    "scopes",
    "output",
    "retry_if",
    "lists",
  ]);
  const instances = named.get("max_instances");
  const timeout = named.get("timeout");
  const retry = named.get("retry");
  return flow(lines.map(parseTask), {
    failureMode: plain.includes("stop") ? "STOP" : plain.includes("revert") ? "REVERT" : "CONTINUE",
    maxParallel: Number(named.get("max_parallel") ?? 0),
    ...(plain.includes("cycles") && { allowCycles: true }),
    ...(instances !== undefined && { maxInstances: Number(instances) }),
    ...parseEvaluate(words),
    ...parseScopes(words),
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout) }),
    ...(retry !== undefined && { defaultRetry: { ...parseRetry(retry, undefined), ...parseRetryIf(words) } }),
    ...(named.has("output") && { output: named.get("output") ?? "" }),
  });
}

/** `lists=2/2/3/1`: items of a short list; of a long one those of a block, open at once, and ended and still in the state. */
export function parseListBounds({ named }: Words): ListBounds | undefined {
  const lists = named.get("lists");
  if (lists === undefined) return undefined;
  const [wholeItems = 0, blockItems = 0, openItems = 0, endedItems = 0] = lists.split("/").map(Number);
  return { wholeItems, blockItems, openItems, endedItems };
}

function parseTask(line: string): TaskDefinition {
  const [front = "", dependencies = ""] = line.split("<-");
  const [own = "", next = ""] = front.split("->");
  const words = parseWords(own);
  const { plain, named } = words;
  const known = ["queue", "type", "retry", "final", "delay", "delay_after", "priority", "on_lost", "join", "unmet"];
  const computed = ["evaluate", "retry_if", "repeat", "until", "bind", "input"];
  const lists = ["each", "items", "most", "tolerate", "again"];
  refuseUnknown(words, [...known, ...computed, ...lists, "scope", "revert_type", ...Object.keys(TIMEOUTS)]);
  const [name = "", kind] = plain;
  const retry = named.get("retry");
  const queue = named.get("queue");
  const isNested = kind === "flow";
  return (kind === "noop" || isNested ? noop : task)(name, {
    ...(isNested && { flowDigest: "0".repeat(64) }),
    ...(plain.includes("dynamic") && { dynamicFlow: true }),
    ...(plain.includes("suspends") && { suspendParent: true }),
    ...(kind !== "noop" && !isNested && { type: named.get("type") ?? "work" }),
    ...(queue !== undefined && { queue }),
    dependsOn: dependencies.match(EDGES)?.map(parseDependency) ?? [],
    ...(next !== "" && { next: next.match(EDGES)?.map(parseEdge) ?? [] }),
    ...(named.has("join") && { join: parseJoin(words) }),
    ...parseEvaluate(words),
    ...(named.has("scope") && { scope: named.get("scope") ?? "" }),
    ...(named.has("revert_type") && { revertType: named.get("revert_type") ?? "" }),
    ...((named.has("each") || named.has("items")) && { forEach: parseForEach(words) }),
    ...(retry !== undefined && { retry: { ...parseRetry(retry, named.get("final")), ...parseRetryIf(words) } }),
    ...parseRepeat(words),
    ...parseBindings(words),
    timeouts: parseTimeouts(words),
    delayMs: parseDuration(named.get("delay") ?? "0s"),
    delayAfterMs: parseDuration(named.get("delay_after") ?? "0s"),
    priority: Number(named.get("priority") ?? 0),
    onLost: named.get("on_lost") === "FAIL" ? "FAIL" : "REDELIVER",
  });
}

function parseRetryIf({ named }: Words): Pick<RetryPolicy, "condition"> {
  const condition = named.get("retry_if");
  return condition === undefined ? {} : { condition };
}

/** `repeat=3/1s until="…"`: at most so many rounds, and how long between them. */
function parseRepeat({ named }: Words): Pick<TaskDefinition, "repeat"> {
  const [times = "0", delay = "0s"] = named.get("repeat")?.split("/") ?? [];
  const until = named.get("until");
  if (!named.has("repeat") && until === undefined) return {};
  const bounds = { maxTimes: Number(times), delayMs: parseDuration(delay) };
  return { repeat: { ...bounds, ...(until !== undefined && { until }) } };
}

/** `bind="key: an expression; other: another" input="{'a':1}"`. */
function parseBindings({ named }: Words): Pick<TaskDefinition, "bindings" | "input"> {
  const input = named.get("input")?.replaceAll("'", '"');
  const pairs = named
    .get("bind")
    ?.split(";")
    .map((pair) => {
      const at = pair.indexOf(":");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    });
  return {
    ...(input !== undefined && {
      input: { data: Buffer.from(input), contentType: "application/json", metadata: {} },
    }),
    ...(pairs !== undefined && { bindings: Object.fromEntries(pairs) }),
  };
}

/** `evaluate=start+end`: who decides waits on the queue "judge". */
function parseEvaluate({ named }: Words): { readonly evaluate?: Evaluate } {
  const phases = named.get("evaluate")?.toUpperCase().split("+") as Phase[] | undefined; // The tests' own words.
  return phases === undefined ? {} : { evaluate: { queue: "judge", phases } };
}

/** `scopes=outer:c:always_revert,inner:d:times/3/all:outer`: name, controller, kind, parent. */
function parseScopes({ plain, named }: Words): Partial<FlowDefinition> {
  const scopes = named
    .get("scopes")
    ?.split(",")
    .map((text): ScopeDefinition => {
      const [name = "", controller = "", kinds = "", parent] = text.split(":");
      const [kind = "", attempts = "0", all] = kinds.split("/");
      return {
        ...{ name, controller, attempts: Number(attempts), revertAll: all === "all" },
        kind: kind.toUpperCase() as ControllerKind, // The tests' own words.
        ...(parent !== undefined && { parent }),
      };
    });
  return {
    ...(scopes !== undefined && { scopes }),
    ...(plain.includes("defer_reverts") && { deferReverts: true }),
    ...(plain.includes("revert_failed") && { revertFailed: true }),
  };
}

/** `each=x,y most=2 tolerate=1 again=all`; `each=none` is the empty list, `each=plan` what is planned, `items=…` computed. */
function parseForEach({ named }: Words): ForEach {
  const each = named.get("each") ?? "";
  const items = each === "none" ? [] : each.split(",");
  const literal = { data: Buffer.from(JSON.stringify(items)), contentType: "application/json", metadata: {} };
  return {
    ...(named.has("items") ? { expression: named.get("items") ?? "" } : each !== "plan" && { literal }),
    maxParallel: Number(named.get("most") ?? 0),
    toleratedFailures: Number(named.get("tolerate") ?? 0),
    retry: named.get("again") === "all" ? "ALL_ITEMS" : "FAILED_ITEMS",
  };
}

const EDGES = /[^\s"]+(?:"[^"]*")?/g;

/** `a`, `a:failure+skip` or `a:success?"a condition"`. */
function parseDependency(text: string): string | Dependency {
  const { edge, condition } = parseCondition(text);
  const [task = "", on] = edge.split(":");
  if (on === undefined && condition === undefined) return task;
  return { task, on: parseOutcomes(on ?? "success"), ...(condition !== undefined && { condition }) };
}

function parseCondition(text: string): { readonly edge: string; readonly condition?: string } {
  const [, edge = text, condition] = /^([^?"]*)\?"(.*)"$/.exec(text) ?? [];
  return condition === undefined ? { edge } : { edge, condition };
}

/** As a dependency; or a target in capitals, perhaps with `="a message"`. */
function parseEdge(text: string): Edge {
  const { edge, condition } = parseCondition(text);
  const [front = "", message = ""] = edge.split("=");
  const [to = "", on = "success"] = front.split(":");
  const isTarget = ["FAIL", "SUCCEED", "PAUSE", "NOOP"].includes(to);
  return {
    ...(isTarget ? { target: to as EdgeTarget } : { to }), // One of the four.
    message: message.replaceAll('"', ""),
    on: parseOutcomes(on),
    ...(condition !== undefined && { condition }),
  };
}

function parseOutcomes(text: string): EdgeOutcome[] {
  return text.split("+").map((outcome) => outcome.toUpperCase() as EdgeOutcome); // The tests' own words.
}

/** `join=all|any|3`, `unmet=skip`. */
function parseJoin({ named }: Words): Join {
  const kind = named.get("join") ?? "all";
  const count = Number(kind);
  const unmet = named.get("unmet") === "skip" ? "SKIP" : "FAIL";
  if (!Number.isNaN(count)) return { kind: "AT_LEAST", count, unmet };
  return { kind: kind === "any" ? "ANY" : "ALL", count: 0, unmet };
}

function parseTimeouts({ named }: Words): Timeouts {
  return Object.fromEntries(
    Object.entries(TIMEOUTS).flatMap(([word, field]) => {
      const duration = named.get(word);
      return duration === undefined ? [] : [[field, parseDuration(duration)]];
    }),
  );
}

/** "3/1s/2/5s" = three tries, first interval, multiplier, longest interval. */
function parseRetry(text: string, final: string | undefined): RetryPolicy {
  const [tries, initial = "0s", multiplier = "1", max = "0s", jitter = "0"] = text.split("/");
  return {
    maxAttempts: Number(tries),
    initialIntervalMs: parseDuration(initial),
    multiplier: Number(multiplier),
    maxIntervalMs: parseDuration(max),
    jitter: Number(jitter),
    nonRetryableTypes: final === undefined ? [] : final.split(","),
  };
}
