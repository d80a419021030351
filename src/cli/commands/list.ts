/**
 * `lazyengine list`: the flows of a namespace, newest first.
 */
import { Command } from "commander";
import type { Flow } from "../../client/values.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { keyValue, momentPast, wholeNumberFrom } from "../option-values.js";
import { say } from "../output.js";
import { FLOW_STATES, flowStates, stateOption } from "../state-names.js";
import { renderFlows } from "../terminal/flow-table.js";

interface ListFlags {
  readonly state?: readonly string[];
  readonly name?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly createdAfter?: number;
  readonly createdBefore?: number;
  readonly root?: string;
  readonly limit: number;
}

const PAGE_SIZE = 1000;

export function listCommand(): Command {
  const command = new Command("list")
    .description("Lists the flows of a namespace, newest first. All filters given must hold.")
    .addOption(stateOption("only flows in this state; may be repeated", FLOW_STATES))
    .option("--name <NAME>", "only flows whose definition has this name")
    .option("--label <KEY=VALUE>", "only flows with this label; may be repeated", keyValue)
    .option("--created-after <TIME>", "only flows created at this time or later: a time, or how long ago", momentPast)
    .option("--created-before <TIME>", "only flows created before this time, or longer ago", momentPast)
    .option("--root <FLOW_ID>", "only this flow and those within it")
    .option("--limit <N>", "at most so many", wholeNumberFrom(1), 100);
  return clientCommand(command, list);
}

async function list({ client, output, call }: Connected, _: readonly string[], flags: ListFlags): Promise<ExitCode> {
  const { name, label: labels, createdAfter, createdBefore, root: rootFlowId, limit } = flags;
  const filter = {
    states: flowStates(flags.state ?? []),
    ...(name === undefined ? {} : { name }),
    ...(labels === undefined ? {} : { labels }),
    ...(createdAfter === undefined ? {} : { createdAfter }),
    ...(createdBefore === undefined ? {} : { createdBefore }),
    ...(rootFlowId === undefined ? {} : { rootFlowId }),
  };
  const flows: Flow[] = [];
  let pageToken = "";
  do {
    const pageSize = Math.min(PAGE_SIZE, limit - flows.length);
    const page = await client.listFlows({ ...filter, pageSize, pageToken, ...call });
    flows.push(...page.flows);
    pageToken = page.nextPageToken;
  } while (pageToken !== "" && flows.length < limit);
  const names = flows.map(({ flowId }) => flowId);
  output.show({ value: { flows }, items: flows, names, table: (view) => renderFlows(flows, view) });
  if (pageToken !== "") say(`There are more than ${limit}: see --limit.`);
  return EXIT.done;
}
