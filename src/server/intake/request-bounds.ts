/**
 * What a request may have in it, looked at before it is decoded: decoding makes an object of two bytes, all of them at once,
 * and the engine judges only what has been decoded.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import { LIMITS } from "../../core/limits.js";
import { refuseTasks, tooManyElements } from "../request-errors.js";
import { JsonWalk } from "./json-walk.js";
import { messagePlan } from "./message-plan.js";
import { LOST_KEY, WireWalk } from "./wire-walk.js";

/** With two bytes for each it has no more tasks than it may have, and nothing else costs as much. */
const SMALL_BYTES = 2 * LIMITS.tasksPerMessage;
/** How JSON may write a sign of the key. */
const ESCAPED_SIGN = "\\u00";

/** Throws LIMIT_EXCEEDED or INVALID_FIELD. */
export type CheckRequest = (bytes: Buffer) => void;

/** Of requests in the binary form. */
export function checkBinary(input: DescMessage): CheckRequest {
  const plan = messagePlan(input);
  return (bytes) => {
    if (bytes.length > SMALL_BYTES || bytes.includes(LOST_KEY)) check(new WireWalk(bytes).over(plan));
  };
}

/** Of requests as JSON. What is none is left to the decoder, who says why. */
export function checkJson(input: DescMessage): CheckRequest {
  const plan = messagePlan(input);
  return (bytes) => {
    if (bytes.length <= SMALL_BYTES && !bytes.includes(LOST_KEY) && !bytes.includes(ESCAPED_SIGN)) return;
    let json: unknown;
    try {
      // By the decoder of the protocol's library: what it reads otherwise would go unseen.
      json = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return;
    }
    check(new JsonWalk().over(plan, json));
  };
}

function check({ elements, tasks, tasksPath }: Pick<WireWalk, "elements" | "tasks" | "tasksPath">): void {
  if (tasks > LIMITS.tasksPerMessage) refuseTasks(tasksPath, tasks);
  if (elements > LIMITS.messageElements) throw tooManyElements(elements);
}
