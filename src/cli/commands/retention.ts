/**
 * `lazyengine retention`: how long the flows of a namespace are kept after their end.
 */
import { Command, InvalidArgumentError } from "commander";
import type { Retention, RetentionRule } from "../../client/retention.js";
import { clientCommand } from "../client-command.js";
import { EXIT } from "../exit-code.js";
import { durationMs } from "../option-values.js";
import type { Output } from "../output.js";
import { FLOW_STATES, flowStates } from "../state-names.js";
import { renderTable } from "../terminal/table.js";
import { spanText } from "../terminal/text-of-time.js";

export function retentionCommand(): Command {
  return new Command("retention")
    .description("How long the flows of a namespace are kept after their end.")
    .addCommand(getCommand())
    .addCommand(setCommand());
}

function getCommand(): Command {
  const command = new Command("get").description("Shows the rules, and how many flows they have deleted.");
  return clientCommand(command, async ({ client, output, call }) => {
    show(output, await client.getRetention(call));
    return EXIT.done;
  });
}

function setCommand(): Command {
  const command = new Command("set")
    .description("Replaces the rules. The first one that a flow matches decides about it; without rules all are kept.")
    .option(
      "--rule <RULE>",
      'in order, may be repeated: an age or "keep", then states and labels: "30d failed team=a", "keep legal=yes", "7d"',
      rule,
    )
    .option("--expected-revision <REVISION>", "only if the rules are still at this revision");
  type Flags = { readonly rule?: readonly RetentionRule[]; readonly expectedRevision?: string };
  return clientCommand<Flags>(command, async ({ client, output, call }, _, flags) => {
    const { rule: rules = [], expectedRevision } = flags;
    const guard = expectedRevision === undefined ? {} : { expectedRevision };
    show(output, await client.setRetention(rules, { ...guard, ...call }));
    return EXIT.done;
  });
}

/** Collects the rules. */
function rule(text: string, before: readonly RetentionRule[] = []): readonly RetentionRule[] {
  const [age = "", ...words] = text.trim().split(/\s+/);
  const labels: Record<string, string> = {};
  const states: string[] = [];
  for (const word of words) {
    const at = word.indexOf("=");
    if (at > 0) labels[word.slice(0, at)] = word.slice(at + 1);
    else states.push(stateOf(word));
  }
  return [
    ...before,
    {
      ...(age !== "keep" && { olderThan: durationMs(age) }),
      ...(states.length > 0 && { states: flowStates(states) }),
      ...(Object.keys(labels).length > 0 && { labels }),
    },
  ];
}

function stateOf(word: string): string {
  const state = word.toUpperCase();
  const known: readonly string[] = FLOW_STATES;
  if (known.includes(state)) return state;
  throw new InvalidArgumentError(`${word} is neither a state of flows nor KEY=VALUE.`);
}

function show(output: Output, retention: Retention): void {
  const { rules, deleted, namespace } = retention;
  output.show({
    value: { retention },
    items: rules,
    names: [namespace],
    table: (view) => {
      const columns = [{ title: "KEPT FOR" }, { title: "STATES" }, { title: "LABELS" }];
      const rows = rules.map(({ olderThan, states = [], labels = {} }) => [
        olderThan === undefined ? "ever" : spanText(Number(olderThan)),
        states.length === 0 ? "all" : states.join(", "),
        Object.entries(labels)
          .map(([key, value]) => `${key}=${value}`)
          .join(","),
      ]);
      const table =
        rules.length === 0 ? ["no rules: all flows are kept"] : renderTable(columns, rows, view.width, view.style);
      return [...table, `${deleted} deleted so far`];
    },
  });
}
