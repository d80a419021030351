/**
 * `lazyengine schedule`: flows that are started again and again, by the clock.
 */
import { Command } from "commander";
import type { Schedule } from "../../client/schedule-requests.js";
import { clientCommand } from "../client-command.js";
import { EXIT } from "../exit-code.js";
import { choiceOption, wholeNumberFrom } from "../option-values.js";
import { type Output, say } from "../output.js";
import { renderOccurrences, renderSchedule, renderSchedules } from "../terminal/schedule-table.js";
import { createScheduleCommand, OVERLAPS, type Overlap, updateScheduleCommand } from "./schedule-put.js";

const PAGE_SIZE = 1000;

export function scheduleCommand(): Command {
  return new Command("schedule")
    .description("Schedules: flows that are started by the clock, once for each due time.")
    .addCommand(createScheduleCommand())
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(updateScheduleCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(triggerCommand())
    .addCommand(deleteCommand());
}

export function showSchedule(output: Output, schedule: Schedule): void {
  output.show({ value: { schedule }, names: [schedule.scheduleId], table: (view) => renderSchedule(schedule, view) });
}

function about(name: string, description: string): Command {
  return new Command(name).description(description).argument("<schedule-id>", "the schedule");
}

function listCommand(): Command {
  const command = new Command("list")
    .description("Lists the schedules of a namespace by their ids.")
    .option("--limit <N>", "at most so many", wholeNumberFrom(1), 100);
  return clientCommand<{ readonly limit: number }>(command, async ({ client, output, call }, _, { limit }) => {
    const schedules: Schedule[] = [];
    let pageToken = "";
    do {
      const pageSize = Math.min(PAGE_SIZE, limit - schedules.length);
      const page = await client.listSchedules({ pageSize, pageToken, ...call });
      schedules.push(...page.schedules);
      pageToken = page.nextPageToken;
    } while (pageToken !== "" && schedules.length < limit);
    const names = schedules.map(({ scheduleId }) => scheduleId);
    output.show({ value: { schedules }, items: schedules, names, table: (view) => renderSchedules(schedules, view) });
    if (pageToken !== "") say(`There are more than ${limit}: see --limit.`);
    return EXIT.done;
  });
}

function getCommand(): Command {
  const command = about("get", "Shows a schedule: its next times, what became of the last ones, what runs.");
  return clientCommand(command, async ({ client, output, call }, [scheduleId = ""]) => {
    showSchedule(output, await client.getSchedule(scheduleId, call));
    return EXIT.done;
  });
}

interface PauseFlags {
  readonly note?: string;
  readonly expectedRevision?: string;
  readonly catchUp?: boolean;
}

function noteOf({ note, expectedRevision }: PauseFlags) {
  return { ...(note === undefined ? {} : { note }), ...(expectedRevision === undefined ? {} : { expectedRevision }) };
}

function pauseCommand(): Command {
  const command = about("pause", "Lets nothing of a schedule fall due until it is resumed.")
    .option("--note <TEXT>", "why, for people")
    .option("--expected-revision <REVISION>", "only if the schedule is still at this revision");
  return clientCommand<PauseFlags>(command, async ({ client, output, call }, [scheduleId = ""], flags) => {
    showSchedule(output, await client.pauseSchedule(scheduleId, { ...noteOf(flags), ...call }));
    return EXIT.done;
  });
}

function resumeCommand(): Command {
  const command = about("resume", "Lets a paused schedule go on, from now on.")
    .option("--catch-up", "also make up for what fell due while it was paused")
    .option("--note <TEXT>", 'for people. Default: the note stays as it is, that of the pause, too; "" takes it away')
    .option("--expected-revision <REVISION>", "only if the schedule is still at this revision");
  return clientCommand<PauseFlags>(command, async ({ client, output, call }, [scheduleId = ""], flags) => {
    const catchUp = flags.catchUp ?? false;
    showSchedule(output, await client.resumeSchedule(scheduleId, { ...noteOf(flags), catchUp, ...call }));
    return EXIT.done;
  });
}

interface TriggerFlags {
  readonly overlap?: Overlap;
  readonly requestId?: string;
}

function triggerCommand(): Command {
  const command = about("trigger", "Treats this moment as a due time, also of a schedule that is paused.")
    .addOption(
      choiceOption(
        "--overlap <POLICY>",
        "what happens while a flow of it goes on. Default: its own",
        Object.keys(OVERLAPS),
      ),
    )
    .option("--request-id <ID>", "marks repeats of this request. Default: a new one");
  return clientCommand<TriggerFlags>(command, async ({ client, output, call }, [scheduleId = ""], flags) => {
    const { overlap, requestId } = flags;
    const { schedule, occurrence } = await client.triggerSchedule(scheduleId, {
      ...(overlap === undefined ? {} : { overlapPolicy: OVERLAPS[overlap] }),
      ...(requestId === undefined ? {} : { requestId }),
      ...call,
    });
    output.show({
      value: { occurrence, schedule },
      names: [occurrence.flowId],
      table: (view) => renderOccurrences([occurrence], view),
    });
    return EXIT.done;
  });
}

function deleteCommand(): Command {
  const command = about("delete", "Removes a schedule. The flows that it has started go on.")
    .option("--expected-revision <REVISION>", "only if the schedule is still at this revision")
    .option("--allow-missing", "succeed where there is no such schedule");
  type Flags = { readonly expectedRevision?: string; readonly allowMissing?: boolean };
  return clientCommand<Flags>(command, async ({ client, output, call }, [scheduleId = ""], flags) => {
    const { expectedRevision, allowMissing = false } = flags;
    const options = { allowMissing, ...(expectedRevision === undefined ? {} : { expectedRevision }), ...call };
    const schedule = await client.deleteSchedule(scheduleId, options);
    output.show({
      value: { schedule },
      names: schedule === undefined ? [] : [schedule.scheduleId],
      table: () => [schedule === undefined ? `there was no schedule ${scheduleId}` : `deleted ${scheduleId}`],
    });
    return EXIT.done;
  });
}
