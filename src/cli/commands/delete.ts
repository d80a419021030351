/**
 * `lazyengine delete`: removes an ended flow.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions } from "../control-command.js";
import { EXIT } from "../exit-code.js";

interface DeleteFlags extends ControlFlags {
  readonly allowMissing?: boolean;
}

export function deleteCommand(): Command {
  const command = controlCommand("delete", "Removes an ended flow with its results. Its id is free again.");
  command.option("--allow-missing", "succeed where there is no such flow");
  return clientCommand<DeleteFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const allowMissing = flags.allowMissing ?? false;
    const flow = await client.deleteFlow(flowId, { ...controlOptions(flags), allowMissing, ...call });
    output.show({
      value: { flow },
      names: flow === undefined ? [] : [flow.flowId],
      table: () => [flow === undefined ? `there was no flow ${flowId}` : `deleted ${flow.flowId}`],
    });
    return EXIT.done;
  });
}
