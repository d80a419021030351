// The server is killed with SIGKILL in the midst of calls that steer flows and decide about them, all at the same time: each
// has its effect once, its caller hears of it, and the flow goes on from there as if nothing had happened.
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import type { Client, ReadyTask, TaskCompletion } from "../../src/client/index.js";
import { endAll } from "../cli/lazyengine-process.js";
import { Counter } from "./counter.js";
import { INTERRUPTED_CALLS, LARGE, SteeredFlow } from "./interrupted-calls.js";
import { MortalServer } from "./mortal-server.js";

/** After so many answers the server is killed; what was asked then is at all stages. */
const KILLS = [2, 7, 12];
const KINDS = Object.entries(INTERRUPTED_CALLS);
/** Calls that are sent together would be one commit. */
const BETWEEN_MS = 1;

afterEach(endAll);

test(`calls of ${KINDS.length} kinds are carried out once over SIGKILLs`, async () => {
  const server = await MortalServer.start();
  const { client } = server;
  let replayed = 0;
  for (const [round, kill] of KILLS.entries()) {
    const first = Math.trunc((round * KINDS.length) / KILLS.length);
    const stories = await Promise.all(
      [...KINDS.slice(first), ...KINDS.slice(0, first)].map(async ([name, story]) => {
        const flow = new SteeredFlow(client, `f${round}.${KINDS.findIndex(([kind]) => kind === name)}`, story.spec);
        await client.run(story.spec, { flowId: flow.flowId });
        await story.before?.(flow);
        return { name: `${name} at kill ${round}`, story, flow };
      }),
    );
    const answered = new Counter();
    const calls = stories.map(async ({ story, flow }, index) => {
      await delay(index * BETWEEN_MS); // when each is sent is what is tested
      const answer = await story.call(flow);
      answered.note();
      return answer;
    });
    await answered.atLeast(kill);
    await server.kill();
    const answers = await Promise.all(calls);
    expect(answers.map(({ flow }) => flow.state)).toEqual(stories.map(({ story }) => story.leadsTo));
    replayed += answers.filter((answer) => answer.replayed).length;
    const { flows: suspended } = await client.listFlows({ states: ["SUSPENDED"] });
    for (const { flowId } of suspended) await client.resumeFlow(flowId);
    await work(client);
    const ends = await Promise.all(stories.map(async ({ name, flow }) => [name, await told(flow)]));
    expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(stories.map(({ name, story }) => [name, story.end])));
  }
  client.close();
  const calls = KILLS.length * KINDS.length;
  process.stdout.write(`calls around ${KILLS.length} kills: ${calls}, carried out and not answered: ${replayed}\n`);
});

/** Does what is offered until nothing is and every flow has ended. */
async function work(client: Client): Promise<void> {
  for (;;) {
    const poll = { queues: ["work"], sessionId: "s", maxTasks: 100, wait: "100ms", includeHeld: true } as const;
    const { tasks } = await client.pollReadyTasks(poll);
    for (const answer of await client.taskCompleteBatch(tasks.map(completionOf)))
      expect(answer).not.toHaveProperty("error");
    if (tasks.length > 0) continue;
    const { flows } = await client.listFlows({ states: ["RUNNING", "REVERTING"] });
    if (flows.length === 0) return;
  }
}

function completionOf({ flowId, taskId, claimToken }: ReadyTask): TaskCompletion {
  return { flowId, taskId, claimToken, result: LARGE };
}

/** The flow, and each task with its attempt. */
async function told({ client, flowId }: SteeredFlow): Promise<string[]> {
  const { flow, tasks } = await client.getFlowDetails(flowId, { view: "FULL" });
  const has = [...(flow.input === LARGE ? ["input"] : []), ...(flow.output === LARGE ? ["output"] : [])];
  return [
    [flow.state, ...has].join(" "),
    ...tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`),
  ];
}
