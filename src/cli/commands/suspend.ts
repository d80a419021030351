/**
 * `lazyengine suspend`: stops offering a flow's tasks.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";

export function suspendCommand(): Command {
  const command = controlCommand("suspend", "Stops offering a flow's tasks; claimed ones go on.");
  return clientCommand<ControlFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const { flow } = await client.suspendFlow(flowId, { ...controlOptions(flags), ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
