/**
 * Timers: everything that is due is done, the earliest first.
 */
import { accepted } from "../answers.js";
import type { Decision } from "../decision.js";
import type { Draft } from "../draft.js";
import { fireDue } from "../fire-due.js";
import { settle } from "../settle.js";

export function fire(draft: Draft): Decision {
  fireDue(draft);
  settle(draft);
  return accepted(draft);
}
