/**
 * Decisions of the contract's tests as the Node client takes them.
 */
import type { Decision } from "../../../src/client/index.js";
import type { DecisionInput } from "../decision-input.js";
import { given } from "./engine-payloads.js";
import { payloadInput } from "./node-values.js";

export function clientDecision({ delayMs, context, globals, plan, end, ...decision }: DecisionInput): Decision {
  const patch = Object.entries(globals ?? {}).map(([key, value]) => [key, payloadInput(value)]);
  const { delayMs: planned, items, ...rest } = plan ?? {};
  return {
    ...decision,
    ...given("delay", delayMs),
    ...given("context", context === undefined ? undefined : payloadInput(context)),
    globals: Object.fromEntries(patch),
    ...(plan !== undefined && {
      plan: { ...rest, ...given("delay", planned), ...given("items", items?.map(payloadInput)) },
    }),
    ...given(
      "end",
      end && { ...end, ...given("output", end.output === undefined ? undefined : payloadInput(end.output)) },
    ),
  };
}
