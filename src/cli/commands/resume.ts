/**
 * `lazyengine resume`: offers a suspended flow's tasks again.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";

export function resumeCommand(): Command {
  const command = controlCommand("resume", "Offers a suspended flow's tasks again.");
  return clientCommand<ControlFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const { flow } = await client.resumeFlow(flowId, { ...controlOptions(flags), ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
