/**
 * `lazyengine revert`: undoes all that a flow has done.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";

export function revertCommand(): Command {
  const command = controlCommand(
    "revert",
    "Undoes all that a flow has done, in reverse order; what runs is waited for.",
  );
  return clientCommand<ControlFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const { flow } = await client.revertFlow(flowId, { ...controlOptions(flags), ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
