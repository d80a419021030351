/**
 * `lazyengine key`: the concurrency keys of a namespace, and their limits.
 */
import { Command } from "commander";
import type { ConcurrencyKey } from "../../client/concurrency-keys.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { wholeNumberFrom } from "../option-values.js";
import { type Output, say } from "../output.js";
import { renderKeys } from "../terminal/key-table.js";

interface LimitFlags {
  readonly concurrency: number;
  readonly reason?: string;
  readonly requestId?: string;
}

export function keyCommand(): Command {
  return new Command("key")
    .description("Shows the concurrency keys of a namespace, and sets their limits.")
    .addCommand(listCommand())
    .addCommand(limitCommand());
}

function listCommand(): Command {
  const command = new Command("list")
    .description("Lists concurrency keys with how much of their limits is used, what waits and since when.")
    .argument("[key...]", "only these");
  return clientCommand(command, list);
}

function limitCommand(): Command {
  const command = new Command("limit")
    .description(
      "Sets how many tasks that name a concurrency key are held at once, over all flows, queues and processes.",
    )
    .argument("<key>", "the key")
    .requiredOption("--concurrency <N>", "at most so many; 1 where it was never set", wholeNumberFrom(1))
    .option("--reason <TEXT>", "why, for people")
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one");
  return clientCommand<LimitFlags>(command, limit);
}

async function list({ client, output, call }: Connected, asked: readonly string[]): Promise<ExitCode> {
  const keys: ConcurrencyKey[] = [];
  let truncated = false;
  let pageToken = "";
  do {
    const page = await client.listConcurrencyKeys({ keys: asked, pageToken, ...call });
    keys.push(...page.keys);
    truncated ||= page.truncated;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  show(output, keys);
  if (truncated) say("There is more than was read: some figures are of a part.");
  return EXIT.done;
}

async function limit(
  { client, output, call }: Connected,
  [key = ""]: readonly string[],
  { concurrency, reason, requestId }: LimitFlags,
): Promise<ExitCode> {
  const named = { ...(reason === undefined ? {} : { reason }), ...(requestId === undefined ? {} : { requestId }) };
  const updated = await client.updateConcurrencyKey(key, { limit: concurrency, ...named, ...call });
  show(output, [updated.key]);
  return EXIT.done;
}

function show(output: Output, keys: readonly ConcurrencyKey[]): void {
  const names = keys.map(({ name }) => name);
  output.show({ value: { keys }, items: keys, names, table: (view) => renderKeys(keys, view) });
}
