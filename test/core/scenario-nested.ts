/**
 * Flows within flows in the words of scenarios: what they tell each other, and what is told to the others.
 */
import type { Consent, FollowParent, HearChild, ReopenChild } from "../../src/core/command.js";
import { cancelledOutcome, engineFailure } from "../../src/core/nested/child-end.js";
import type { Standing } from "../../src/core/state/child-flow.js";
import type { Letter } from "../../src/core/state/family.js";
import type { ParentLink } from "../../src/core/state/nesting.js";
import type { Outcome, Spawn } from "../../src/core/state/outcome.js";
import { outcomeDigest } from "../../src/core/state/outcome-digest.js";
import type { Segment } from "../../src/core/state/segment.js";
import { textPayload } from "./scenario-decision.js";
import { parseDuration, refuseUnknown, type Words } from "./scenario-words.js";

/** The attempt that a flow started with the word `child` is. */
export const PARENT: ParentLink = {
  flowId: "parent",
  incarnation: "theirs",
  segment: 0,
  number: 3,
  attempt: 1,
  taskId: "task",
  rootTime: 0,
  depth: 1,
};

/** `child a ended result=x`, `child a rests order=2`; the task's latest attempt unless `attempt=` says otherwise. */
export function parseChild(words: Words, segment: Segment, incarnation: string): HearChild {
  refuseUnknown(words, ["attempt", "order", "result", "failure", "cancelled"]);
  const { plain, named } = words;
  const number = segment.numberOf(plain[1] ?? "") ?? -1;
  const attempt = Number(named.get("attempt") ?? segment.entry(number)?.attempt);
  const rests = plain[2] === "rests";
  const order = named.has("order") ? { order: Number(named.get("order")) } : {};
  const report: HearChild["report"] = rests
    ? { kind: "rests", order: 0, ...order }
    : { kind: "ended", outcome: parseEnd(named), ...order };
  return { kind: "hear_child", incarnation, number, attempt, report };
}

/** `reopen a`: the flow that its latest attempt was is to go on. */
export function parseReopen(words: Words, segment: Segment, incarnation: string): ReopenChild {
  refuseUnknown(words, ["attempt", "consent", "follows"]);
  const { plain, named } = words;
  const number = segment.numberOf(plain[1] ?? "") ?? -1;
  const attempt = Number(named.get("attempt") ?? segment.entry(number)?.attempt);
  const follows = Number(named.get("follows") ?? segment.entry(number)?.child?.reopened ?? 1);
  return { kind: "reopen_child", incarnation, number, attempt, follows, ...parseConsent(words) };
}

/** `consent=5`, with the word `rests` of a flow that is suspended. */
export function parseConsent({ plain, named }: Words): { readonly consent?: Consent } {
  const order = named.get("consent");
  if (order === undefined) return {};
  return { consent: { order: Number(order), standing: { kind: plain.includes("rests") ? "rests" : "runs" } } };
}

function parseEnd(named: Words["named"]): Outcome {
  const failure = named.get("failure");
  if (failure !== undefined) return engineFailure(failure, "it broke", true);
  if (named.has("cancelled")) return cancelledOutcome("flow child was cancelled");
  const result = textPayload(named.get("result") ?? "");
  const digest = outcomeDigest({ kind: "result", result: { data: new Uint8Array(), metadata: {}, ...result } });
  return { kind: "result", result, digest };
}

/** `order runs number=1`, `order rests`, `order cancelled grace=5s`; `from=` another attempt. */
export function parseOrder(words: Words, incarnation: string, now: number): FollowParent {
  refuseUnknown(words, ["number", "grace", "from"]);
  const { plain, named } = words;
  const { number, segment, attempt } = PARENT;
  const from = { incarnation: PARENT.incarnation, segment, number, attempt: Number(named.get("from") ?? attempt) };
  const deadline = now + parseDuration(named.get("grace") ?? "30s");
  const kind = plain[1] ?? "";
  const standing: Standing =
    kind === "cancelled" ? { kind, reason: "the parent is cancelled", deadline } : { kind: kind as "runs" | "rests" };
  return { kind: "follow_parent", incarnation, from, order: Number(named.get("number")), standing };
}

/** `complete a token=1 spawn=digest` */
export function parseSpawn(digest: string, requestId: string | undefined): Spawn {
  const spawned = { definitionDigest: digest, labels: {}, digest, ...(requestId !== undefined && { requestId }) };
  return { kind: "spawn", digest, spawned };
}

export function printLetters(segment: Segment, letters: readonly Letter[]): string[] {
  return letters.map((letter) =>
    letter.to === "parent"
      ? "tells its parent"
      : `tells the flow of ${segment.taskId(letter.number)}, attempt ${letter.attempt}: order ${letter.sequence}`,
  );
}
