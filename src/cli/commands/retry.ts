/**
 * `lazyengine retry`: runs tasks of a flow again.
 */
import type { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { type ControlFlags, controlCommand, controlOptions, showFlow } from "../control-command.js";
import { EXIT } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { choiceOption } from "../option-values.js";

interface RetryFlags extends ControlFlags {
  readonly reset?: boolean;
  readonly input?: string;
  readonly items?: keyof typeof ITEMS;
}

const ITEMS = { failed: "FAILED_ITEMS", all: "ALL_ITEMS" } as const;

export function retryCommand(): Command {
  const command = controlCommand("retry", "Runs the tasks of a flow again that failed; it goes on where it had ended.")
    .argument("[task-id...]", "the tasks. Default: all that failed; with --reset the whole flow")
    .option("--reset", "they begin anew, with all that lies behind them")
    .option("--input <JSON>", `in place of the flow's input: ${JSON_HINT}`)
    .addOption(
      choiceOption("--items <WHICH>", "which items of lists. Default: as their tasks say", Object.keys(ITEMS)),
    );
  return clientCommand<RetryFlags>(command, async ({ client, output, call }, [flowId = "", ...tasks], flags) => {
    const input = await readJsonValue("--input", flags.input);
    const options = {
      ...controlOptions(flags),
      tasks,
      reset: flags.reset === true,
      ...(flags.input === undefined ? {} : { input }),
      ...(flags.items === undefined ? {} : { items: ITEMS[flags.items] }),
    };
    const { flow } = await client.retryFlow(flowId, { ...options, ...call });
    showFlow(output, flow);
    return EXIT.done;
  });
}
