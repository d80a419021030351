/**
 * The `lazyengine` command: all of its commands, in the order in which help lists them.
 */
import { Command } from "commander";
import { closestName } from "../server/closest-name.js";
import { PACKAGE_VERSION } from "../server/package-version.js";
import { cancelCommand } from "./commands/cancel.js";
import { completeCommand } from "./commands/complete.js";
import { completeWordsCommand, completionCommand } from "./commands/completion.js";
import { configCommand } from "./commands/config.js";
import { deleteCommand } from "./commands/delete.js";
import { devCommand } from "./commands/dev.js";
import { endCommand } from "./commands/end.js";
import { explainCommand } from "./commands/explain.js";
import { failCommand } from "./commands/fail.js";
import { getCommand } from "./commands/get.js";
import { graphCommand } from "./commands/graph.js";
import { keyCommand } from "./commands/key.js";
import { listCommand } from "./commands/list.js";
import { migrateCommand } from "./commands/migrate.js";
import { queueCommand } from "./commands/queue.js";
import { resumeCommand } from "./commands/resume.js";
import { retentionCommand } from "./commands/retention.js";
import { retryCommand } from "./commands/retry.js";
import { revertCommand } from "./commands/revert.js";
import { runCommand } from "./commands/run.js";
import { scheduleCommand } from "./commands/schedule.js";
import { serveCommand } from "./commands/serve.js";
import { simulateCommand } from "./commands/simulate.js";
import { skipCommand } from "./commands/skip.js";
import { suspendCommand } from "./commands/suspend.js";
import { topCommand } from "./commands/top.js";
import { traceCommand } from "./commands/trace.js";
import { validateCommand } from "./commands/validate.js";
import { watchCommand } from "./commands/watch.js";
import { workerCommand } from "./commands/worker.js";
import { exitCodeHelp } from "./exit-code.js";
import { meantCommand } from "./meant-command.js";

const SETTINGS_HELP =
  "Each setting is a flag, a variable LAZYENGINE_…, or a key of a profile or else of the configuration file " +
  "(~/.config/lazyengine/config.yaml; of servers the --config file alone); the former goes before the latter.";

export function createProgram(): Command {
  const program = new Command("lazyengine")
    .description("A passive workflow engine: its server, and what there is to do with flows.")
    .version(PACKAGE_VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError("See --help.")
    .addHelpText("after", `\n${SETTINGS_HELP}\n\n${exitCodeHelp()}`);
  const commands = [
    devCommand(),
    serveCommand(),
    runCommand(),
    validateCommand(),
    simulateCommand(),
    graphCommand(),
    getCommand(),
    listCommand(),
    watchCommand(),
    traceCommand(),
    topCommand(),
    explainCommand(),
    completeCommand(),
    failCommand(),
    revertCommand(),
    suspendCommand(),
    resumeCommand(),
    cancelCommand(),
    endCommand(),
    retryCommand(),
    skipCommand(),
    deleteCommand(),
    queueCommand(),
    keyCommand(),
    scheduleCommand(),
    retentionCommand(),
    workerCommand(),
    migrateCommand(),
    configCommand(),
    completionCommand(),
  ];
  for (const command of commands) program.addCommand(inherited(command, program));
  program.addCommand(inherited(completeWordsCommand(), program), { hidden: true });
  return withMeantCommands(program).exitOverride();
}

/** Names of commands elsewhere are no slips of the pen: which one is meant is known by its meaning. */
function withMeantCommands(program: Command): Command {
  program.on("command:*", ([name = ""]: readonly string[]) => {
    const known = program.commands.map((command) => command.name());
    const meant = meantCommand(name) ?? closestName(name, known);
    const hint = meant === undefined ? "" : `\n(Did you mean ${meant}?)`;
    program.error(`error: unknown command '${name}'${hint}`, { code: "commander.unknownCommand" });
  });
  return program;
}

/** Commands that were made by themselves report wrong use as the program does. */
function inherited(command: Command, above: Command): Command {
  command.copyInheritedSettings(above).exitOverride();
  for (const below of command.commands) inherited(below, command);
  return command;
}
