/**
 * Who lives in a world: executors, those who start and control flows, those who watch.
 */
import { GRAPH_QUEUES } from "../../core/random-graph.js";
import type { Histories } from "../checks/histories.js";
import type { SimulatedFlow } from "../workload.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { edit } from "./editor.js";
import type { Executor } from "./executor.js";
import { cancel, interrupt, replace, revert, startFlow } from "./operator.js";
import { finishUnclaimed } from "./outsider.js";
import { pauseWithin } from "./pauser.js";
import { PollExecutor } from "./poll-executor.js";
import { type Steering, steer, wake } from "./steersman.js";
import { StreamExecutor } from "./stream-executor.js";

/** Tasks. */
const SMALL = 4;
/** Who steers a flow of several segments begins by then: it takes long, and there are to be faults when it goes on. */
const SOON_MS = 15_000;

export function randomExecutors(world: World, service: Service, histories: Histories): readonly Executor[] {
  const { random } = world;
  return Array.from({ length: 1 + random.below(4) }, (_, index) => {
    const setting = {
      world,
      service,
      histories,
      sessionId: `s${index}`,
      // The first serves every queue.
      isDispensable: index > 0,
      queues: index === 0 ? GRAPH_QUEUES : [random.pick(GRAPH_QUEUES)],
      maxInFlight: 1 + random.below(5),
      leaseMs: 5_000 + random.below(20_000),
      workMs: random.pick([10, 500, 3_000, 20_000]),
    };
    return random.chance(0.2) ? new PollExecutor(setting) : new StreamExecutor(setting);
  });
}

function isLarge({ segments }: SimulatedFlow): boolean {
  return segments.length > 1;
}

export interface Operators {
  /** Whether somebody may be about to run a flow again under its id, or another in its place. */
  readonly replace: boolean;
  /** Whether somebody may be about to let one go on that has ended. */
  readonly steer: boolean;
}

/** Every flow is started some time; some are suspended, cancelled, deleted and run again; some are ended and go on. */
export function startOperators(
  world: World,
  service: Service,
  histories: Histories,
  flows: readonly SimulatedFlow[],
  withinMs: number,
): Operators {
  const { random } = world;
  const pausing = world.extras.has("pauses within") ? world.extras.random("pauses within") : undefined;
  let replacing = 0;
  let steersmen = 0;
  let editors = 0;
  for (const flow of flows) {
    const { flowId } = flow;
    const sometime = (work: () => Promise<void>) =>
      world.after(random.below(withinMs), () => world.start(flowId, work()));
    // Short runs follow each other fast: what is remembered of one may fit the next.
    const isReplaced = random.chance(flow.graph.tasks.length <= SMALL ? 0.6 : 0.15);
    const live = async () => {
      await startFlow(world, service, flow);
      if (flow.edited === true) {
        editors += 1;
        world.start(
          flowId,
          edit({ world, service, histories }, flow).finally(() => (editors -= 1)),
        );
      }
      if (!isReplaced) return;
      replacing += 1;
      await replace(world, service, histories, flow);
      replacing -= 1;
    };
    world.after(random.below(10_000), () => world.start(flowId, live()));
    if (random.chance(0.3)) sometime(() => interrupt(world, service, histories, flow));
    if (random.chance(0.1)) sometime(() => finishUnclaimed({ world, service, histories }, flow));
    if (random.chance(0.15)) sometime(() => cancel(world, service, histories, flow));
    if (flow.scoped !== undefined && random.chance(0.15)) sometime(() => revert(world, service, flowId));
    const steering: Steering = { world, service, histories };
    if (pausing && (flow.nested?.size ?? 0) > 0) world.start(flowId, pauseWithin(steering, flow, pausing));
    if (flow.steered !== true) {
      if (flow.composed === true) world.start(flowId, wake(steering, flow));
      continue;
    }
    steersmen += 1;
    const begins = random.below(isLarge(flow) ? SOON_MS : withinMs);
    world.after(begins, () =>
      world.start(
        flowId,
        steer(steering, flow, isReplaced || flow.edited === true).finally(() => (steersmen -= 1)),
      ),
    );
    world.start(flowId, wake(steering, flow));
  }
  return {
    get replace() {
      return replacing > 0 || editors > 0;
    },
    get steer() {
      return steersmen > 0;
    },
  };
}
