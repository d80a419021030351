// Servers are killed with SIGKILL again and again while schedules fall due: of each due time there is one flow.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { Client, type ScheduleSpec } from "../../src/client/index.js";
import { seededRandom } from "../core/seeded-random.js";
import { testDatabase } from "../mongod/database.js";
import { endServers, serve } from "./serving.js";

const KILLS = Number(process.env["LAZYENGINE_KILLS"] ?? 3);
const SEED = Number(process.env["LAZYENGINE_SEED"] ?? Date.now() % 1_000_000);
const SECOND = 1_000;

afterEach(endServers);

const spec: ScheduleSpec = {
  every: SECOND,
  run: { name: "tick", tasks: [{ name: "t", noop: true }] },
  overlapPolicy: "ALLOW_ALL",
};

async function dueTimesOf(client: Client, scheduleId: string): Promise<number[]> {
  const times: number[] = [];
  for (let pageToken = ""; ; ) {
    const labels = { "lazyengine.schedule_id": scheduleId };
    const page = await client.listFlows({ labels, pageToken });
    times.push(...page.flows.map(({ labels: of }) => Date.parse(of["lazyengine.due_time"] ?? "")));
    pageToken = page.nextPageToken;
    if (pageToken === "") return times.sort((a, b) => a - b);
  }
}

test(`each due time has one flow over ${KILLS} SIGKILLs, of servers that are alone and that are two`, async () => {
  const random = seededRandom(SEED);
  const { uri, dbName } = testDatabase();
  const servers = [await serve(uri, dbName), await serve(uri, dbName)];
  const clients = servers.map(({ address }) => new Client({ address, deadlineMs: 60_000 }));
  const [client] = clients as [Client];
  const { schedule } = await client.putSchedule("ticks", spec);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const victims = random.chance(0.5) ? servers : servers.slice(kill % 2, (kill % 2) + 1);
    await delay(random.below(1_000)); // the moment of the kill is what is tested
    await Promise.all(victims.map((server) => server.kill()));
    await Promise.all(victims.map((server) => server.restart()));
  }
  // What has fallen due until it is paused is decided, and started before the answer.
  const paused = await client.pauseSchedule("ticks");
  for (const one of clients) one.close();
  const asking = new Client({ address: servers[0]!.address, deadlineMs: 60_000 });
  const times = await dueTimesOf(asking, "ticks");
  const { counts } = await asking.getSchedule("ticks");
  asking.close();
  const first = Math.floor((schedule.createTime ?? 0) / SECOND) * SECOND + SECOND;
  const last = Math.floor((paused.updateTime ?? 0) / SECOND) * SECOND;
  const expected = Array.from({ length: (last - first) / SECOND + 1 }, (_, index) => first + index * SECOND);
  expect(times, `seed ${SEED}`).toEqual(expected);
  expect(counts).toEqual({ started: expected.length, skipped: 0, missed: 0, failed: 0 });
});
