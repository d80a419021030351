/**
 * `lazyengine queue`: the queues of a namespace, and how they hand out.
 */
import { Command } from "commander";
import type { Queue, RateLimitInput, UpdateQueueOptions } from "../../client/queues.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { momentToCome, rate, wholeNumberFrom } from "../option-values.js";
import { type Output, say } from "../output.js";
import { renderQueues } from "../terminal/queue-table.js";

interface UpdateFlags {
  readonly reason?: string;
  readonly requestId?: string;
}

interface LimitFlags {
  readonly concurrency?: number;
  readonly rate?: RateLimitInput;
}

export function queueCommand(): Command {
  return new Command("queue")
    .description("Shows the queues of a namespace, and sets how they hand out.")
    .addCommand(listCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(limitCommand());
}

function listCommand(): Command {
  const command = new Command("list")
    .description(
      "Lists queues with how they are set, what waits on them and since when, and how many sessions take from them.",
    )
    .argument("[queue...]", "only these");
  return clientCommand(command, list);
}

function pauseCommand(): Command {
  const command = updateCommand("pause", "Pauses a queue: it hands out nothing; what is held goes on.").option(
    "--until <TIME>",
    "resume by itself: a time, or how long from now. Default: until it is resumed",
    momentToCome,
  );
  return clientCommand<UpdateFlags & { readonly until?: number }>(command, (connected, [queue = ""], flags) => {
    const { until } = flags;
    return update(connected, queue, flags, { paused: true, ...(until === undefined ? {} : { pauseEndTime: until }) });
  });
}

function resumeCommand(): Command {
  const command = updateCommand("resume", "Ends the pause of a queue.");
  return clientCommand<UpdateFlags>(command, (connected, [queue = ""], flags) =>
    update(connected, queue, flags, { paused: false }),
  );
}

function limitCommand(): Command {
  const command = updateCommand("limit", "Bounds what a queue hands out, over all processes.")
    .option("--concurrency <N>", "at most so many tasks are held at once; 0 = any number", wholeNumberFrom(0))
    .option("--rate <N/PERIOD>", "at most so many are handed out within a period, as in 100/1m; 0 = any number", rate);
  return clientCommand<UpdateFlags & LimitFlags>(command, (connected, [queue = ""], flags) => {
    const { concurrency, rate: rateLimit } = flags;
    if (concurrency === undefined && rateLimit === undefined) {
      command.error("error: give --concurrency, --rate or both", { code: "commander.missingArgument" });
    }
    return update(connected, queue, flags, {
      ...(concurrency !== undefined && { concurrencyLimit: concurrency }),
      ...(rateLimit !== undefined && { rateLimit }),
    });
  });
}

function updateCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<queue>", "the queue")
    .option("--reason <TEXT>", "why, for people")
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one");
}

async function list({ client, output, call }: Connected, asked: readonly string[]): Promise<ExitCode> {
  const queues: Queue[] = [];
  let truncated = false;
  let pageToken = "";
  do {
    const page = await client.listQueues({ queues: asked, pageToken, ...call });
    queues.push(...page.queues);
    truncated ||= page.truncated;
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  show(output, queues);
  if (truncated) say("There is more than was read: some figures are of a part.");
  return EXIT.done;
}

async function update(
  { client, output, call }: Connected,
  queue: string,
  { reason, requestId }: UpdateFlags,
  wanted: UpdateQueueOptions,
): Promise<ExitCode> {
  const named = { ...(reason === undefined ? {} : { reason }), ...(requestId === undefined ? {} : { requestId }) };
  const updated = await client.updateQueue(queue, { ...wanted, ...named, ...call });
  show(output, [updated.queue]);
  return EXIT.done;
}

function show(output: Output, queues: readonly Queue[]): void {
  const names = queues.map(({ name }) => name);
  output.show({ value: { queues }, items: queues, names, table: (view) => renderQueues(queues, view) });
}
