/**
 * `lazyengine run`: starts a flow from a file, and waits for its end where that is asked for.
 */
import { Command } from "commander";
import { type Connected, clientCommand } from "../client-command.js";
import { definitionError } from "../definition-faults.js";
import { definitionToRun } from "../definition-to-run.js";
import { EXIT, type ExitCode, exitCodeOfFlow } from "../exit-code.js";
import { followFlow } from "../follow-flow.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { choiceOption, integer, keyValue, momentToCome } from "../option-values.js";
import { say } from "../output.js";
import { readDefinition } from "../read-definition.js";
import { renderFlow } from "../terminal/flow-table.js";
import { createFlowView } from "../terminal/flow-view.js";
import { resultJson } from "../value-json.js";

const CONFLICTS = { fail: "FAIL", "return-existing": "RETURN_EXISTING", replace: "REPLACE" } as const;

interface RunFlags {
  readonly flowId?: string;
  readonly input?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly priority?: number;
  readonly notBefore?: number;
  readonly onConflict: keyof typeof CONFLICTS;
  readonly requestId?: string;
  readonly watch?: boolean;
}

export function runCommand(): Command {
  const command = new Command("run")
    .description("Starts a flow. With --watch it waits for the end, and its exit code tells how the flow ended.")
    .argument("<file>", "the definition, in YAML or JSON; - for stdin. One above a message's size is imported first")
    .option("--flow-id <ID>", "the flow's id. Default: a new one")
    .option("--input <JSON>", `the flow's input: ${JSON_HINT}`)
    .option("--label <KEY=VALUE>", "a label of the flow; may be repeated", keyValue)
    .option("--priority <N>", "added to the priority of each task; higher goes first", integer)
    .option("--not-before <TIME>", "the flow starts no earlier than this: a time, or how long from now", momentToCome)
    .addOption(
      choiceOption("--on-conflict <WHAT>", "what to do where the id is taken", Object.keys(CONFLICTS)).default("fail"),
    )
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one")
    .option("--watch", "show what happens and wait for the end");
  return clientCommand(command, run);
}

async function run(connected: Connected, [path = ""]: readonly string[], flags: RunFlags): Promise<ExitCode> {
  const { client, output, call } = connected;
  const file = await readDefinition(path);
  const options = { ...(await runOptions(flags)), ...call };
  const inputBytes = Buffer.byteLength(JSON.stringify(options.input) ?? "");
  const starting = definitionToRun(client, file.spec, inputBytes, call).then((definition) =>
    client.run(definition, options),
  );
  const handle = await starting.catch((error: unknown) => {
    throw definitionError(file, error);
  });
  const { flow: started, warnings, replayed } = handle.started;
  for (const warning of warnings) say(`warning: ${warning}`);
  if (flags.watch !== true) {
    output.show({
      value: { flow: started, replayed },
      names: [started.flowId],
      table: (view) => renderFlow(started, view),
    });
    return EXIT.done;
  }
  const view = createFlowView(process.stderr, output.styleOn(process.stderr));
  const flow = await followFlow({ client, flowId: started.flowId, view, signal: connected.stop.signal });
  if (flow === undefined) {
    say(`error: flow ${started.flowId} was deleted before it ended`);
    return EXIT.notFound;
  }
  const result = flow.state === "SUCCEEDED" ? resultJson(await handle.result(call)) : undefined;
  output.show({
    value: { flow, result, replayed },
    names: [flow.flowId],
    table: (tableView) => renderFlow(flow, tableView, JSON.stringify(result)),
  });
  return exitCodeOfFlow(flow.state);
}

async function runOptions(flags: RunFlags) {
  const input = await readJsonValue("--input", flags.input);
  return {
    conflictPolicy: CONFLICTS[flags.onConflict],
    input,
    ...(flags.flowId === undefined ? {} : { flowId: flags.flowId }),
    ...(flags.label === undefined ? {} : { labels: flags.label }),
    ...(flags.priority === undefined ? {} : { priority: flags.priority }),
    ...(flags.notBefore === undefined ? {} : { notBeforeTime: flags.notBefore }),
    ...(flags.requestId === undefined ? {} : { requestId: flags.requestId }),
  };
}
