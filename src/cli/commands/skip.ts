/**
 * `lazyengine skip`: a task of a flow is not to run.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";

export function skipCommand(): Command {
  const description = "Skips a task that has not succeeded; the flow goes on where it had ended.";
  const command = controlCommand("skip", description).argument("<task-id>", "the task within the flow");
  return clientCommand<ControlFlags>(command, async ({ client, output, call }, [flowId = "", taskId = ""], flags) => {
    const { flow } = await client.skipTask(flowId, taskId, { ...controlOptions(flags), ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
