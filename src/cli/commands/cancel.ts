/**
 * `lazyengine cancel`: ends a flow.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";
import { durationMs } from "../option-values.js";

interface CancelFlags extends ControlFlags {
  readonly grace?: number;
}

export function cancelCommand(): Command {
  const command = controlCommand("cancel", "Ends a flow; claimed tasks may still bring their outcome for a while.");
  command.option("--grace <DURATION>", "how long they may; 0s = no longer. Default: 30s", durationMs);
  return clientCommand<CancelFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const grace = flags.grace === undefined ? {} : { grace: flags.grace };
    const { flow } = await client.cancelFlow(flowId, { ...controlOptions(flags), ...grace, ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
