/**
 * `lazyengine worker`: a command of the operating system for each task of some queues.
 */
import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { clientCommand } from "../client-command.js";
import { CONNECTION_SETTINGS } from "../client-settings.js";
import { durationMs, repeated, wholeNumberFrom } from "../option-values.js";
import type { ShellWork } from "../shell-executor.js";

const DRAIN_MS = 5_000;

export function workerCommand(): Command {
  const command = new Command("worker")
    .description(
      "Runs a command for each task of some queues: input as JSON on stdin, stdout is the result (JSON, else text), " +
        "an exit code other than 0 a failure. LAZYENGINE_FLOW_ID, LAZYENGINE_TASK_ID, LAZYENGINE_ATTEMPT and LAZYENGINE_KIND tell which.",
    )
    .argument("<command...>", "after --: one word is given to sh -c, several are a program and its arguments")
    .requiredOption("--queue <QUEUE>", "take tasks of this queue; may be repeated", repeated)
    .addOption(
      new Option("--max-in-flight <N>", "commands at once")
        .argParser(wholeNumberFrom(1))
        .default(availableParallelism(), "one for each processor"),
    )
    .option("--worker-id <ID>", "names the worker for people. Default: HOST:PID")
    .option("--lease <DURATION>", "how long tasks stay its own when the connection is lost. Default: 30s", durationMs)
    .option("--flow <FLOW_ID>", "only tasks of this flow")
    .option("--reverts", "take what is to be undone, too; LAZYENGINE_KIND is then REVERT")
    .option("--whole-task", "stdin is an object: input, flow_input, dependency_results and what the task is")
    .addOption(
      new Option("--drain <DURATION>", "how long commands may run on when the worker is stopped")
        .argParser(durationMs)
        .default(DRAIN_MS, `${DRAIN_MS / 1000}s`),
    );
  return clientCommand<ShellWork>(
    command,
    async (connected, words, flags) => {
      const { executeByShell } = await import("../shell-executor.js");
      return executeByShell(connected, words, flags);
    },
    CONNECTION_SETTINGS,
  );
}
