/**
 * `lazyengine complete`: finishes a task from outside.
 */
import { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { EXIT } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { addOutsiderFlags, meantTask, type OutsiderFlags, showCompleted } from "../outsider-completion.js";

interface CompleteFlags extends OutsiderFlags {
  readonly result?: string;
}

export function completeCommand(): Command {
  const command = addOutsiderFlags(
    new Command("complete")
      .description("Records the result of a task: a deferred one, or one that nobody has claimed.")
      .option("--result <JSON>", `the task's result: ${JSON_HINT}. Default: an empty result`),
  );
  return clientCommand<CompleteFlags>(command, async ({ client, output, call }, args, flags) => {
    const result = await readJsonValue("--result", flags.result);
    showCompleted(output, await client.taskComplete({ ...meantTask(args, flags), result }, call));
    return EXIT.done;
  });
}
