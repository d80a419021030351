/**
 * `lazyengine schedule create` and `update`.
 */
import { Command } from "commander";
import type { ScheduleSpec, ScheduleTiming } from "../../client/schedule-requests.js";
import { ConfigError } from "../../server/setting.js";
import { type Connected, clientCommand } from "../client-command.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { JSON_HINT, readJsonValue } from "../json-value.js";
import { choiceOption, durationMs, integer, keyValue, momentToCome } from "../option-values.js";
import { say } from "../output.js";
import { readDefinition } from "../read-definition.js";
import { renderSchedule } from "../terminal/schedule-table.js";

export const OVERLAPS = {
  skip: "SKIP",
  "buffer-one": "BUFFER_ONE",
  "cancel-other": "CANCEL_OTHER",
  "allow-all": "ALLOW_ALL",
} as const;

export type Overlap = keyof typeof OVERLAPS;

interface PutFlags {
  readonly cron?: string;
  readonly timeZone?: string;
  readonly every?: number;
  readonly offset?: number;
  readonly definition?: string;
  readonly digest?: string;
  readonly file?: string;
  readonly input?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly priority?: number;
  readonly overlap?: Overlap;
  readonly catchupWindow?: number;
  readonly from?: number;
  readonly until?: number;
  readonly paused?: boolean;
  readonly note?: string;
  readonly dryRun?: boolean;
  readonly requestId?: string;
}

export function createScheduleCommand(): Command {
  const command = putCommand(
    "create",
    "Makes a schedule: --cron or --every says when, and one of --file, --definition and --digest what.",
  ).option("--paused", "nothing falls due until it is resumed");
  return clientCommand<PutFlags>(command, create);
}

export function updateScheduleCommand(): Command {
  const command = putCommand("update", "Changes what the flags say of a schedule, and leaves the rest as it is.");
  return clientCommand<PutFlags>(command, update);
}

function putCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("<schedule-id>", "the schedule: letters, digits and . _ -")
    .option("--cron <EXPRESSION>", "due at these times: minute hour day month weekday, or @daily and the like")
    .option("--time-zone <ZONE>", "of --cron, such as Europe/Berlin. Default: UTC")
    .option("--every <DURATION>", "due again and again after so long, counted from the beginning of 1970", durationMs)
    .option("--offset <DURATION>", "of --every: so long after each", durationMs)
    .option("--file <FILE>", "the definition, in YAML or JSON; - for stdin")
    .option("--definition <NAME>", "the newest definition that was put under this name when a flow is started")
    .option("--digest <DIGEST>", "a stored definition")
    .option("--input <JSON>", `the input of each flow: ${JSON_HINT}`)
    .option("--label <KEY=VALUE>", "a label of each flow; may be repeated", keyValue)
    .option("--priority <N>", "added to the priority of each task; higher goes first", integer)
    .addOption(
      choiceOption(
        "--overlap <POLICY>",
        "what happens while a flow of it goes on. Default: skip",
        Object.keys(OVERLAPS),
      ),
    )
    .option("--catchup-window <DURATION>", "how late a due time may be served. Default: 365d", durationMs)
    .option("--from <TIME>", "nothing is due before: a time, or how long from now", momentToCome)
    .option("--until <TIME>", "nothing is due from then on: a time, or how long from now", momentToCome)
    .option("--note <TEXT>", "what it is for, for people")
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one")
    .option("--dry-run", "only check, and show when it would be due");
}

async function create(connected: Connected, [scheduleId = ""]: readonly string[], flags: PutFlags): Promise<ExitCode> {
  const timing = timingOf(flags);
  if (timing === undefined) throw new ConfigError("when is it due? Give --cron or --every");
  const run = await runOf(flags);
  if (run === undefined) throw new ConfigError("what does it run? Give one of --file, --definition and --digest");
  const spec = { ...timing, ...run, ...(await restOf(flags)) };
  return put(connected, scheduleId, spec, flags, { putMode: "CREATE", paused: flags.paused ?? false });
}

/** What the flags do not say stays; somebody else's change meanwhile is not overwritten. */
async function update(connected: Connected, [scheduleId = ""]: readonly string[], flags: PutFlags): Promise<ExitCode> {
  const { spec, revision } = await connected.client.getSchedule(scheduleId, connected.call);
  const changed = { ...changedTiming(spec, flags), ...(await runOf(flags)), ...(await restOf(flags)) };
  return put(connected, scheduleId, changed, flags, { putMode: "REPLACE", expectedRevision: revision });
}

async function put(
  { client, output, call }: Connected,
  scheduleId: string,
  spec: ScheduleSpec,
  { note, requestId, dryRun = false }: PutFlags,
  how: Parameters<typeof client.putSchedule>[2] & {},
): Promise<ExitCode> {
  const options = {
    ...how,
    validateOnly: dryRun,
    ...(note === undefined ? {} : { note }),
    ...(requestId === undefined ? {} : { requestId }),
    ...call,
  };
  const { schedule, warnings } = await client.putSchedule(scheduleId, spec, options);
  for (const warning of warnings) say(`warning: ${warning}`);
  output.show({ value: { schedule }, names: [scheduleId], table: (view) => renderSchedule(schedule, view) });
  return EXIT.done;
}

/** Throws ConfigError where there are two. */
function timingOf({ cron, timeZone, every, offset }: PutFlags): ScheduleTiming | undefined {
  if (cron !== undefined && every !== undefined) throw new ConfigError("--cron and --every exclude each other");
  if (timeZone !== undefined && every !== undefined) throw new ConfigError("--time-zone is of --cron alone");
  if (offset !== undefined && cron !== undefined) throw new ConfigError("--offset is of --every alone");
  if (cron !== undefined) return { cron, ...(timeZone === undefined ? {} : { timeZone }) };
  if (every !== undefined) return { every, ...(offset === undefined ? {} : { offset }) };
  return undefined;
}

function changedTiming(spec: ScheduleSpec, flags: PutFlags): ScheduleSpec {
  const { timeZone, offset } = flags;
  const timing = timingOf(flags);
  const { run, input, labels, priority, startTime, endTime, overlapPolicy, catchupWindow } = spec;
  const rest = {
    run,
    ...(input === undefined ? {} : { input }),
    ...(labels === undefined ? {} : { labels }),
    ...(priority === undefined ? {} : { priority }),
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    ...(overlapPolicy === undefined ? {} : { overlapPolicy }),
    ...(catchupWindow === undefined ? {} : { catchupWindow }),
  };
  if ("cron" in spec) {
    const zone = timeZone ?? spec.timeZone;
    const zoned = zone === undefined ? {} : { timeZone: zone };
    if (timing === undefined) return { ...rest, cron: spec.cron, ...zoned };
    return "cron" in timing ? { ...rest, ...zoned, ...timing } : { ...rest, ...timing };
  }
  return { ...rest, ...(timing ?? { every: spec.every, ...(offset === undefined ? {} : { offset }) }) };
}

/** Throws ConfigError where there are two, FlowFileError for a file that is none. */
async function runOf({ file, definition, digest }: PutFlags): Promise<Pick<ScheduleSpec, "run"> | undefined> {
  const given = [file, definition, digest].filter((one) => one !== undefined);
  if (given.length > 1) throw new ConfigError("--file, --definition and --digest exclude each other");
  if (definition !== undefined) return { run: { definitionName: definition } };
  if (digest !== undefined) return { run: { definitionDigest: digest } };
  return file === undefined ? undefined : { run: (await readDefinition(file)).spec };
}

async function restOf(flags: PutFlags): Promise<Partial<ScheduleSpec>> {
  const { label, priority, overlap, catchupWindow, from, until } = flags;
  const input = await readJsonValue("--input", flags.input);
  return {
    ...(input === undefined ? {} : { input }),
    ...(label === undefined ? {} : { labels: label }),
    ...(priority === undefined ? {} : { priority }),
    ...(overlap === undefined ? {} : { overlapPolicy: OVERLAPS[overlap] }),
    ...(catchupWindow === undefined ? {} : { catchupWindow }),
    ...(from === undefined ? {} : { startTime: from }),
    ...(until === undefined ? {} : { endTime: until }),
  };
}
