/**
 * A flow that has ended within another one goes on with the consent of that: the task that it is waits for it again then.
 */
import type { Consent } from "../../command.js";
import { suspendNow } from "../../commands/suspend.js";
import { dropReport } from "../../nested/tell-family.js";
import { isEndedFlow } from "../../state/states.js";
import type { Draft } from "../draft.js";

/** Whether it may go on. Consent that the flow has followed since, and told its end by, is out of date. */
export function hasConsent({ flow: { state, parent } }: Draft, consent: Consent | undefined): boolean {
  if (parent === undefined || !isEndedFlow(state)) return true;
  return consent !== undefined && consent.order > (parent.order ?? 0);
}

/** It has just gone on: from now on it follows this order. */
export function consented(draft: Draft, consent: Consent | undefined): void {
  const { before, flow } = draft;
  if (consent === undefined || flow.parent === undefined || !isEndedFlow(before.state)) return;
  draft.putFlow({ parent: { ...flow.parent, order: consent.order } });
  draft.followsOrder = true;
  dropReport(draft);
  if (consent.standing.kind === "rests") suspendNow(draft);
}
