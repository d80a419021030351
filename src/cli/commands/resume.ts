/**
 * `lazyengine resume`: offers a suspended flow's tasks again.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";

interface ResumeFlags extends ControlFlags {
  readonly input?: string;
}

export function resumeCommand(): Command {
  const command = controlCommand("resume", "Offers a suspended flow's tasks again.").option(
    "--input <JSON>",
    `in place of the flow's input: ${JSON_HINT}`,
  );
  return clientCommand<ResumeFlags>(command, async ({ client, output, call }, [flowId = ""], flags) => {
    const input = await readJsonValue("--input", flags.input);
    const given = flags.input === undefined ? {} : { input };
    const { flow } = await client.resumeFlow(flowId, { ...controlOptions(flags), ...given, ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
