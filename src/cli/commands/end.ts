/**
 * `lazyengine end`: ends a flow in the state that is given.
 */
import type { Command } from "commander";
import type { EndState } from "../../client/requests.js";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { choiceOption } from "../option-values.js";

/** By their words on the command line. */
const STATES: Readonly<Record<string, EndState>> = {
  succeeded: "SUCCEEDED",
  failed: "FAILED",
  cancelled: "CANCELLED",
};

interface EndFlags extends ControlFlags {
  readonly state: string;
  readonly message?: string;
  readonly result?: string;
  readonly cancelInFlight?: boolean;
}

export function endCommand(): Command {
  const command = controlCommand(
    "end",
    "Ends a flow at once, whatever its tasks are at; those that are ready or run go on.",
  )
    .addOption(choiceOption("--state <STATE>", "how it ends", Object.keys(STATES)).makeOptionMandatory())
    .option("--message <TEXT>", "of the failure")
    .option("--result <JSON>", `what it results in: ${JSON_HINT}`)
    .option("--cancel-in-flight", "what is ready or runs is cancelled");
  return clientCommand<EndFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const state = STATES[flags.state] ?? "FAILED";
    const result = await readJsonValue("--result", flags.result);
    const options = {
      ...controlOptions(flags),
      ...(flags.message === undefined ? {} : { message: flags.message }),
      ...(flags.result === undefined ? {} : { output: result }),
      ...(flags.cancelInFlight === true ? { inFlight: "CANCEL" as const } : {}),
    };
    const { flow } = await client.endFlow(flowId, state, { ...options, ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
