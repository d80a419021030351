/**
 * `lazyengine fail`: fails a task from outside.
 */
import { Command } from "commander";
import { clientCommand } from "../client-command.js";
import { EXIT } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { durationMs } from "../option-values.js";
import { addOutsiderFlags, meantTask, type OutsiderFlags, showCompleted } from "../outsider-completion.js";

interface FailFlags extends OutsiderFlags {
  readonly type: string;
  readonly message: string;
  readonly details?: string;
  readonly retry: boolean;
  readonly retryAfter?: number;
}

export function failCommand(): Command {
  const command = addOutsiderFlags(
    new Command("fail")
      .description("Records that a task failed: a deferred one, or one that nobody has claimed.")
      .option("--type <TYPE>", "the failure's type, which retry policies name", "FAILED")
      .option("--message <TEXT>", "what went wrong, for people", "failed by command")
      .option("--details <JSON>", `more for programs: ${JSON_HINT}`)
      .option("--no-retry", "the task is not tried again, whatever its retry policy says")
      .option("--retry-after <DURATION>", "the next try starts no earlier than this from now", durationMs),
  );
  return clientCommand<FailFlags>(command, async ({ client, output, call }, args, flags) => {
    const { type, message, retry: retryable, retryAfter } = flags;
    const details = await readJsonValue("--details", flags.details);
    const failure = { type, message, retryable, details, ...(retryAfter === undefined ? {} : { retryAfter }) };
    showCompleted(output, await client.taskComplete({ ...meantTask(args, flags), failure }, call));
    return EXIT.done;
  });
}
