/**
 * Timers: everything that is due is done, the earliest first.
 */
import { accepted } from "../decide/answers.js";
import type { Draft } from "../decide/draft.js";
import { resend } from "../decide/exchange.js";
import { fireDue } from "../decide/fire-due.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { resendLetters } from "../nested/tell-family.js";

export function fire(draft: Draft): Decision {
  fireDue(draft);
  resend(draft);
  if (draft.segment.hasFamily) resendLetters(draft);
  settle(draft);
  return accepted(draft);
}
