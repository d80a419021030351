/**
 * `lazyengine watch`: what happens to a flow until its end, or to all flows of a namespace.
 */
import { Command } from "commander";
import type { FlowEvent } from "../../client/requests.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode, exitCodeOfFlow } from "../exit-code.js";
import { followFlow } from "../follow-flow.js";
import type { Output } from "../output.js";
import { say } from "../output.js";
import { countsText } from "../terminal/flow-table.js";
import { createFlowView, type FlowView } from "../terminal/flow-view.js";

interface WatchFlags {
  readonly sinceRevision?: string;
}

export function watchCommand(): Command {
  const command = new Command("watch")
    .description("Follows a flow until it has ended; its exit code tells how. Without a flow: all of the namespace.")
    .argument("[flow-id]", "the flow")
    .option("--since-revision <REVISION>", "begin with what changed since");
  return clientCommand(command, watch);
}

async function watch(connected: Connected, [flowId]: readonly string[], flags: WatchFlags): Promise<ExitCode> {
  const { client, output, stop } = connected;
  if (flowId === undefined) return watchNamespace(connected, flags);
  const since = flags.sinceRevision === undefined ? {} : { sinceRevision: flags.sinceRevision };
  const view =
    output.form === "table" ? createFlowView(process.stdout, output.styleOn(process.stdout)) : changesView(output);
  const flow = await followFlow({ client, flowId, ...since, view, signal: stop.signal });
  if (flow !== undefined) return exitCodeOfFlow(flow.state);
  say(`error: flow ${flowId} was deleted before it ended`);
  return EXIT.notFound;
}

/** One line for each change, until a signal ends it. */
async function watchNamespace({ client, output, stop }: Connected, flags: WatchFlags): Promise<ExitCode> {
  const since = flags.sinceRevision === undefined ? {} : { sinceRevision: flags.sinceRevision };
  try {
    for await (const event of client.watchFlow({ ...since, signal: stop.signal })) {
      output.showNext({ value: event, names: namesOf(event), table: () => lineOf(event) });
    }
  } catch (error) {
    // A watch of a namespace has no end of its own: to be stopped is its ordinary one.
    if (!stop.signal.aborted) throw error;
  }
  return EXIT.done;
}

function lineOf(event: FlowEvent): readonly string[] {
  if (event.kind === "update")
    return [`flow ${event.flow.flowId} ${event.flow.state} ${countsText(event.flow)}`.trim()];
  return event.kind === "deleted" ? [`flow ${event.flowId} deleted`] : [];
}

function namesOf(event: FlowEvent): readonly string[] {
  if (event.kind === "update") return [event.flow.flowId];
  return event.kind === "deleted" ? [event.flowId] : [];
}

/** Each change by itself. */
function changesView(output: Output): FlowView {
  return {
    update: (flow, tasks) => output.showNext({ value: { flow, tasks }, names: [flow.flowId], table: () => [] }),
    close: () => undefined,
  };
}
