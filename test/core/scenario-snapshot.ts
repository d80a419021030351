/**
 * What a scenario's flow begins with: `start from=RUNNING`, then a line for each task, `a SUCCEEDED result=1 attempt=2`,
 * of a controller with `history=1:b=BOOM,2`: each time that its scope ran, its value and what failed in it.
 */
import type { FlowSnapshot, TaskSnapshot } from "../../src/core/snapshot/flow-snapshot.js";
import type { StoredFailure } from "../../src/core/state/failure.js";
import type { ScopeAttempt } from "../../src/core/state/reversal.js";
import type { FlowState, Intent, TaskState } from "../../src/core/state/states.js";
import { jsonPayload } from "./scenario-decision.js";
import { parseWords, refuseUnknown } from "./scenario-words.js";

const TASK_WORDS = ["intent", "attempt", "result", "failure", "reverted", "revert_failure", "history"];

/** Undefined where the flow begins with nothing. */
export function parseSnapshot(state: string | undefined, lines: readonly string[]): FlowSnapshot | undefined {
  if (state === undefined) return undefined;
  return { state: state as FlowState, tasks: lines.map(parseTask) }; // The tests' own words.
}

function parseTask(line: string): TaskSnapshot {
  const words = parseWords(line);
  refuseUnknown(words, TASK_WORDS);
  const { plain, named } = words;
  const [taskId = "", state = ""] = plain;
  const payload = (name: string) => {
    const text = named.get(name);
    return text === undefined ? undefined : jsonPayload(text);
  };
  const failure = (name: string) => {
    const type = named.get(name);
    return type === undefined ? undefined : failed(type);
  };
  const given = {
    intent: named.get("intent") as Intent | undefined,
    result: payload("result"),
    failure: failure("failure"),
    revertResult: payload("reverted"),
    revertFailure: failure("revert_failure"),
    history: named.get("history")?.split(",").map(parseAttempt),
  };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { taskId, state: state as TaskState, attempt: Number(named.get("attempt") ?? 1), ...set };
}

function parseAttempt(text: string): ScopeAttempt {
  const [value = "", ...failures] = text.split(":");
  return {
    value: jsonPayload(value),
    failures: failures.map((one) => {
      const [task = "", type = ""] = one.split("=");
      return { task, failure: failed(type) };
    }),
  };
}

function failed(type: string): StoredFailure {
  return { type, message: "", retryable: false };
}
