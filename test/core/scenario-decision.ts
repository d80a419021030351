/**
 * Decisions in scenario commands: `verdict=skip fired=1,0:"a message" skip=b,c context=x globals=k:v end=failed:why`.
 */
import { createHash } from "node:crypto";
import type { Complete } from "../../src/core/command.js";
import type { StoredPayload } from "../../src/core/state/payload.js";
import type { DecidedPlan, FlowEnding, TaskDecision, Verdict } from "../../src/core/state/task-decision.js";
import { parseDuration, type Words } from "./scenario-words.js";

export const DECISION_WORDS = [
  ...["verdict", "fired", "skip", "delay", "context", "globals", "plan", "end", "output", "message"],
];

/** Undefined where the command has none of its words. `decided` alone is a decision that says nothing. */
export function parseDecision({ plain, named }: Words): TaskDecision | undefined {
  const flags = ["decided", "drop", "fires_none"].filter((word) => plain.includes(word));
  if (flags.length === 0 && !DECISION_WORDS.some((word) => named.has(word))) return undefined;
  const verdict = named.get("verdict")?.toUpperCase() as Verdict | undefined; // The tests' own words.
  const delay = named.get("delay");
  const context = named.get("context");
  const plan = named.get("plan");
  const end = parseEnd({ plain, named });
  return {
    ...(verdict !== undefined && { verdict }),
    fired: (named.get("fired")?.split(",") ?? []).map((text) => {
      const [edge, message = ""] = text.split(":");
      return { edge: Number(edge), message };
    }),
    ...(flags.includes("fires_none") && { firesNone: true }),
    skip: named.get("skip")?.split(",") ?? [],
    ...(delay !== undefined && { delayMs: parseDuration(delay) }),
    ...(context !== undefined && { context: textPayload(context) }),
    globals: parseGlobals(named.get("globals")),
    ...(plan !== undefined && { plan: parsePlan(plan) }),
    ...(end !== undefined && { end }),
    ...(flags.includes("drop") && { dropResult: true }),
    message: named.get("message") ?? "",
  };
}

/** The outcome with the digest that it has beside this decision. */
export function withDecision(outcome: Complete["outcome"], decision: TaskDecision | undefined): Complete["outcome"] {
  if (decision === undefined || outcome.kind === "deferred") return outcome;
  const digest = createHash("sha256").update(outcome.digest).update(JSON.stringify(decision)).digest("base64url");
  return { ...outcome, digest };
}

export function textPayload(text: string): StoredPayload {
  const data = Buffer.from(text);
  return { data, contentType: "text/plain", metadata: {}, size: data.length };
}

/** JSON as it is written. */
export function jsonPayload(text: string): StoredPayload {
  return { ...textPayload(text), contentType: "application/json" };
}

function parseGlobals(text: string | undefined): Record<string, StoredPayload> {
  const pairs = text?.split(",").map((pair) => pair.split(":")) ?? [];
  return Object.fromEntries(pairs.map(([key = "", value = ""]) => [key, textPayload(value)]));
}

/** `delay:1s,queue:other,priority:3,run:5s,pause`; `items:x+y,more,most:2`. */
function parsePlan(text: string): DecidedPlan {
  const plan: { -readonly [Field in keyof DecidedPlan]: DecidedPlan[Field] } = {};
  for (const [word, value = ""] of text.split(",").map((part) => part.split(":"))) {
    if (word === "delay") plan.delayMs = parseDuration(value);
    else if (word === "delay_after") plan.delayAfterMs = parseDuration(value);
    else if (word === "queue") plan.queue = value;
    else if (word === "priority") plan.priority = Number(value);
    else if (word === "run") plan.timeouts = { runMs: parseDuration(value) };
    else if (word === "pause") plan.pause = true;
    else if (word === "items") plan.items = value.split("+").map(textPayload);
    else if (word === "more") plan.more = true;
    else if (word === "most") plan.maxParallel = Number(value);
    else throw new Error(`unknown word ${word} of a plan`);
  }
  return plan;
}

/** `end=failed:why`, `output=…`; the word `cancel` cancels what is in flight. */
export function parseEnd({ plain, named }: Words): FlowEnding | undefined {
  const end = named.get("end");
  const output = named.get("output");
  if (end === undefined && output === undefined) return undefined;
  const [state, message = ""] = end?.split(":") ?? [];
  return {
    ...(state !== undefined && { state: state.toUpperCase() as "SUCCEEDED" | "FAILED" | "CANCELLED" }),
    message,
    ...(output !== undefined && { output: textPayload(output) }),
    ...(plain.includes("cancel") && { cancelsInFlight: true }),
  };
}
