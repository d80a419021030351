/**
 * Scenario commands that are commands of the core, from their words.
 */
import type { Claimant, Command, Complete, EndFlow, RetryFlow } from "../../src/core/command.js";
import { outcomeDigest } from "../../src/core/state/outcome-digest.js";
import {
  DECISION_WORDS,
  jsonPayload,
  parseDecision,
  parseEnd,
  textPayload,
  withDecision,
} from "./scenario-decision.js";
import { parseConsent, parseSpawn } from "./scenario-nested.js";
import { parseDuration, parseQueues, refuseUnknown, type Words } from "./scenario-words.js";

/** What commands refer to: tokens by "<task>/<attempt>", and who claims under which name. */
export interface ScenarioNames {
  token(task: string, attempt: string): string;
  claimant(session: string): Claimant;
  readonly incarnation: string;
}

/** Undefined where the words are no command of the core. */
export function parseCommand(words: Words, names: ScenarioNames): Command | undefined {
  const { plain, named } = words;
  const [kind, subject = ""] = plain;
  const token = () => names.token(subject, named.get("token") ?? "1");
  const duration = (name: string) => parseDuration(named.get(name) ?? "0s");
  switch (kind) {
    case "complete":
      return parseComplete(words, subject, names);
    case "claim":
      refuseUnknown(words, ["queues", "limit", "not_after"]);
      return {
        kind,
        claimant: names.claimant(subject),
        queues: parseQueues(named.get("queues")),
        limit: Number(named.get("limit") ?? 1),
        ...(named.has("not_after") && { notAfter: { priority: Number(named.get("not_after")), time: 0 } }),
      };
    case "release":
      refuseUnknown(words, ["token", "delay"]);
      return { kind, taskId: subject, token: token(), delayMs: duration("delay") };
    case "lose":
      return { kind, holders: plain.slice(1).map((session) => `${session}@1`) };
    case "report":
      refuseUnknown(words, ["token", "fraction", "paused"]);
      return {
        kind,
        taskId: subject,
        ...(named.has("token") && { token: token() }),
        ...(named.has("fraction") && { fraction: Number(named.get("fraction")) }),
        ...(named.has("paused") && { paused: named.get("paused") === "yes" }),
      };
    case "fire":
      return { kind };
    case "suspend":
    case "revert":
      refuseUnknown(words, ["request", "expected", "reason"]);
      return { kind, ...parseControl(words, names) };
    case "resume":
      refuseUnknown(words, ["request", "expected", "reason", "input"]);
      return { kind, ...parseControl(words, names), ...parseInput(words) };
    case "cancel":
      refuseUnknown(words, ["request", "expected", "reason", "grace"]);
      return { kind, ...parseControl(words, names), graceMs: parseDuration(named.get("grace") ?? "30s") };
    case "end":
      refuseUnknown(words, ["request", "expected", "reason", "output"]);
      return { kind, ...parseControl(words, names), ending: parseEnding(words, subject) };
    case "retry":
      refuseUnknown(words, ["request", "expected", "reason", "input", "items", "consent"]);
      return { kind, ...parseControl(words, names), ...parseRetry(words), ...parseConsent(words) };
    case "skip":
      refuseUnknown(words, ["request", "expected", "reason", "consent"]);
      return { kind, ...parseControl(words, names), taskId: subject, ...parseConsent(words) };
    default:
      return undefined;
  }
}

/** `retry a b reset input=x`, `retry items=all`. */
function parseRetry({ plain, named }: Words): Pick<RetryFlow, "tasks" | "reset" | "input" | "items"> {
  const tasks = plain.slice(1).filter((word) => word !== "reset" && word !== "rests");
  const which = named.get("items");
  return {
    ...(tasks.length > 0 && { tasks }),
    reset: plain.includes("reset"),
    ...parseInput({ plain, named }),
    ...(which !== undefined && { items: which === "all" ? "ALL_ITEMS" : "FAILED_ITEMS" }),
  };
}

function parseInput({ named }: Words): Pick<RetryFlow, "input"> {
  const input = named.get("input");
  if (input === undefined) return {};
  return { input: /^[[{]/.test(input) ? jsonPayload(input.replaceAll("'", '"')) : textPayload(input) };
}

/** `end failed:why output=x cancel`. */
function parseEnding({ plain, named }: Words, subject: string): EndFlow["ending"] {
  const ending = parseEnd({ plain, named: new Map([...named, ["end", subject]]) });
  if (ending?.state === undefined) throw new Error(`no state to end in: ${subject}`);
  return { ...ending, state: ending.state };
}

function parseControl({ named }: Words, { incarnation }: ScenarioNames) {
  const requestId = named.get("request");
  const expected = named.get("expected");
  const reason = named.get("reason") ?? "";
  return {
    ...(requestId !== undefined && { requestId }),
    requestDigest: [...named].flatMap(([name, value]) => (name === "consent" ? [] : [value])).join(),
    ...(expected !== undefined && { expected: { incarnation, version: Number(expected) } }),
    reason,
  };
}

function parseComplete(words: Words, taskId: string, names: ScenarioNames): Complete {
  const { named } = words;
  refuseUnknown(words, [
    ...["token", "attempt", "request", "result", "json", "failure", "retry_after", "cancelled", "timeout", "heartbeat"],
    ...["memo", "spawn", ...DECISION_WORDS],
  ]);
  const token = named.get("token");
  const attempt = named.get("attempt");
  const requestId = named.get("request");
  const decision = parseDecision(words);
  const memo = named.get("memo");
  return {
    kind: "complete",
    taskId,
    ...(token !== undefined && { token: names.token(taskId, token) }),
    ...(attempt !== undefined && { attempt: Number(attempt) }),
    ...(requestId !== undefined && { requestId }),
    outcome: withDecision(parseOutcome(words), decision),
    ...(decision !== undefined && { decision }),
    ...(memo !== undefined && { memo: textPayload(memo) }),
  };
}

/** `result=…`, `json=…` (with ' for "), `failure=TYPE:message` (`TYPE!` = not to be retried), `cancelled=…` or the word `deferred`. */
function parseOutcome(words: Words): Complete["outcome"] {
  const { plain, named } = words;
  const spawned = named.get("spawn");
  if (spawned !== undefined) return parseSpawn(spawned, named.get("request"));
  const failure = named.get("failure");
  if (failure !== undefined) {
    const [kind = "", message = ""] = failure.split(":");
    const retryAfter = named.get("retry_after");
    const type = kind.replace("!", "");
    const retryable = !kind.endsWith("!");
    const digest = outcomeDigest({ kind: "failure", failure: { type, message, retryable, causes: [] } });
    const retryAfterMs = retryAfter === undefined ? undefined : parseDuration(retryAfter);
    return {
      kind: "failure",
      failure: { type, message, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) },
      digest,
    };
  }
  const message = named.get("cancelled");
  if (message !== undefined)
    return { kind: "cancelled", message, digest: outcomeDigest({ kind: "cancelled", message }) };
  const json = named.get("json")?.replaceAll("'", '"');
  const result = json ?? named.get("result");
  if (result !== undefined) {
    const contentType = json === undefined ? "text/plain" : "application/json";
    const payload = { data: Buffer.from(result), contentType, metadata: {} };
    const digest = outcomeDigest({ kind: "result", result: payload });
    return { kind: "result", result: { ...payload, size: payload.data.length }, digest };
  }
  if (parseDecision(words) !== undefined) return { kind: "decided", digest: "" };
  if (!plain.includes("deferred")) throw new Error("a completion without an outcome");
  const timeout = named.get("timeout");
  const heartbeat = named.get("heartbeat");
  return {
    kind: "deferred",
    ...(timeout !== undefined && { timeoutMs: parseDuration(timeout) }),
    ...(heartbeat !== undefined && { heartbeatTimeoutMs: parseDuration(heartbeat) }),
  };
}
