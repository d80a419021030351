// What goes on while something fails: callers who run flow after flow, and executors of every kind, on all servers. All
// that they see is recorded, and judged in the end.
import { seededRandom } from "../core/seeded-random.js";
import { type Callers, startCallers } from "../kill/callers.js";
import { checkHistory } from "../kill/check-history.js";
import { readFinalFlows } from "../kill/final-flows.js";
import { createHistory, type History, type HistoryEvent } from "../kill/history.js";
import { watchNamespace } from "../kill/namespace-watch.js";
import { packagedExecutor } from "../kill/packaged-executor.js";
import { PollingExecutor } from "../kill/polling-executor.js";
import { WatchingExecutor } from "../kill/watching-executor.js";

export interface LoadOptions {
  /** Of the servers; the last of them is still there in the end. */
  readonly addresses: readonly string[];
  readonly seed: number;
  /** Who run flows at once, at each server. Default 8. */
  readonly callers?: number;
  /** False: the row has its own. */
  readonly executors?: boolean;
  /** How likely those that watch forget their session when tasks come in. Default 0.01. */
  readonly forgetful?: number;
}

export interface Load {
  readonly history: History;
  /** Resolves when so many further completions have been acknowledged. */
  acknowledgements(count: number): Promise<void>;
  /** Starts no further flow and waits for the end of all: what is wrong, a line each, and what was seen. */
  finish(): Promise<{ readonly faults: readonly string[]; readonly seen: string }>;
}

const CALLERS = 8;
const IN_FLIGHT = 5;
const FORGETFUL = 0.01;

export async function startLoad(options: LoadOptions): Promise<Load> {
  const { addresses, seed, callers: count = CALLERS, forgetful = FORGETFUL } = options;
  const history = createHistory();
  const random = seededRandom(seed);
  const last = addresses.at(-1) ?? "";
  const watch = await watchNamespace(last, history);
  const executors = (options.executors === false ? [] : addresses).flatMap((address, index) => {
    const shared = { address, history, random, maxInFlight: IN_FLIGHT };
    return [
      new WatchingExecutor({ ...shared, name: `watching-${index}`, forgetful }),
      new PollingExecutor({ address, history, name: `polling-${index}`, maxTasks: IN_FLIGHT }),
      packagedExecutor(address, history, `packaged-${index}`),
    ];
  });
  const callers = addresses.map((address, index) => startCallers(address, count, history, random, `at-${index}`));
  return {
    history,
    async acknowledgements(wanted) {
      for (let seen = 0; seen < wanted; seen += 1) await history.next(isAcknowledged);
    },
    async finish() {
      const flowIds = await allFlows(callers);
      await watch.seen(flowIds);
      for (const executor of executors) await executor.stop();
      await watch.stop();
      const events = history.all().map(({ event }) => event);
      const faults = checkHistory(events, await readFinalFlows(last, flowIds));
      const refused = events.filter(({ kind }) => kind === "refused").length;
      const acknowledged = events.filter(isAcknowledged).length;
      return {
        faults,
        seen: `flows ${flowIds.length}, acknowledged ${acknowledged}, refused ${refused}, seed ${seed}`,
      };
    },
  };
}

function isAcknowledged({ kind }: HistoryEvent): boolean {
  return kind === "acknowledged";
}

async function allFlows(callers: readonly Callers[]): Promise<readonly string[]> {
  return (await Promise.all(callers.map((each) => each.finish()))).flat();
}
