/**
 * Somebody who sets after what time flows are deleted, and somebody who asks for what was deleted, and for what is about to be.
 */
import type { RetentionRule } from "../../../src/core/retention/retention-rule.js";
import { type Engine, EngineError } from "../../../src/engine/index.js";
import type { SeededRandom } from "../../core/seeded-random.js";
import type { Histories } from "../checks/histories.js";
import type { RetentionStory } from "../checks/retention-story.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist } from "./caller.js";
import { readFlow } from "./reader.js";

interface Setting {
  readonly world: World;
  readonly service: Service;
  readonly histories: Histories;
  readonly story: RetentionStory;
}

const ENDED = ["SUCCEEDED", "FAILED", "CANCELLED"] as const;
const AGES_MS = [0, 1_000, 5_000, 20_000];
const BEGINS_WITHIN_MS = 20_000;
const CHANGES_WITHIN_MS = 30_000;

/** Of flows at the top every second has this label: a rule may keep them for ever. */
export const KEPT_LABEL = { kept: "yes" };

export function startArchivists(setting: Setting): void {
  setting.world.start("retention", setRetention(setting));
  setting.world.start("archive", askForOldFlows(setting));
}

/** Once, or once more: by other rules. */
async function setRetention({ world, service }: Setting): Promise<void> {
  const random = world.extras.random("retention");
  for (let times = 1 + random.below(2); times > 0; times -= 1) {
    await world.wait((times === 1 ? BEGINS_WITHIN_MS : CHANGES_WITHIN_MS) * random.next() ** 2);
    const rules = randomRules(random);
    world.note("oper", `sets retention: ${JSON.stringify(rules)}`);
    const verdict = await insist(world, service, (engine) => engine.setRetention({ rules }));
    if (verdict !== undefined && "refused" in verdict) world.breaks(`retention: ${String(verdict.refused)}`);
    // A copy that comes late would set the former rules again.
    if (times > 1) await world.wait(COPIES_COME_WITHIN_MS);
  }
}

function randomRules(random: SeededRandom): readonly RetentionRule[] {
  const age = () => ({ olderThanMs: random.pick(AGES_MS) });
  return [
    ...(random.chance(0.3) ? [{ labels: KEPT_LABEL }] : []),
    ...(random.chance(0.5) ? [{ states: [random.pick(ENDED)], ...(random.chance(0.6) && age()) }] : []),
    ...(random.chance(0.9) ? [age()] : []),
  ];
}

/** What has ended is there whole, or not at all; once it was deleted, not at all. */
async function askForOldFlows(setting: Setting): Promise<void> {
  const { world, histories, story } = setting;
  const random = world.extras.random("retention");
  for (;;) {
    const isOver = world.wait(3_000 * random.next()).then(() => undefined);
    const gone = await Promise.race([story.nextGone(), isOver]);
    if (gone !== undefined) world.start(gone, expectGone(setting, gone));
    const ended = histories.currents.filter(({ hasEnded, revision }) => hasEnded && revision !== undefined);
    if (ended.length === 0) continue;
    const { flow, revision = "" } = random.pick(ended);
    await readFlow(setting, flow.flowId, revision);
  }
}

/** Unless it is run again. */
async function expectGone({ world, service, histories }: Setting, flowId: string): Promise<void> {
  const runs = histories.runs(flowId);
  const [task = ""] = histories.flows.get(flowId)?.graph.tasks.map(({ name }) => name) ?? [];
  const requestId = `late-${world.uniqueName()}`;
  // Harmless, should it come to the next run: no attempt has this number.
  const late = { requestId, attempt: 1_000, outcome: { kind: "cancelled", message: "late" } } as const;
  const calls: Readonly<Record<string, (engine: Engine) => Promise<unknown>>> = {
    read: (engine) => engine.getFlowDetails({ flowId, view: "TASKS" }),
    completed: (engine) => engine.taskComplete({ flowId, taskId: task, ...late }),
    resumed: (engine) => engine.resumeFlow({ flowId, requestId }),
    listed: async (engine) => {
      const { flows } = await engine.listFlows({ pageSize: 1_000 });
      if (!flows.some((flow) => flow.flowId === flowId)) throw notFound();
    },
  };
  for (const [what, call] of Object.entries(calls)) {
    if (histories.runs(flowId) > runs) return;
    const verdict = await insist(world, service, call);
    const isFound = verdict !== undefined && !("refused" in verdict && verdict.refused.reason === "FLOW_NOT_FOUND");
    if (isFound && histories.runs(flowId) === runs) world.breaks(`${flowId} was deleted, and was ${what}`);
  }
}

function notFound(): EngineError {
  return new EngineError("FLOW_NOT_FOUND", "it is not in the list");
}
