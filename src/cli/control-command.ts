/**
 * What the commands that control a flow have in common: they take the same flags and show the flow as it is afterwards.
 */
import { Command } from "commander";
import type { ControlOptions } from "../client/requests.js";
import type { Flow } from "../client/values.js";
import type { Output } from "./output.js";
import { renderFlow } from "./terminal/flow-table.js";

export interface ControlFlags {
  readonly reason?: string;
  readonly expectedRevision?: string;
  readonly requestId?: string;
}

export function controlCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<flow-id>", "the flow")
    .option("--reason <TEXT>", "why, for people")
    .option("--expected-revision <REVISION>", "only if the flow is still at this revision")
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one");
}

/** The fields that the requests share; flags of commander's own kind are left out. */
export function controlOptions({ reason, expectedRevision, requestId }: ControlFlags): ControlOptions {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export function showFlow(output: Output, flow: Flow): void {
  output.show({ value: { flow }, names: [flow.flowId], table: (view) => renderFlow(flow, view) });
}
