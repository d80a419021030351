/**
 * Takes down a simulated world: every run of every flow as the commands that took effect, in the order of their commits.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import { simulate } from "../simulate.js";
import type { SimulatedFlow } from "../workload.js";
import type { Observer } from "../world/observer.js";
import { orderOf } from "./commit-order.js";
import { partsOf, Unrepeatable } from "./commit-parts.js";
import { Heard } from "./heard.js";
import type { RecordedCommand, RecordedRun } from "./recorded-run.js";
import { ToldModel } from "./told-model.js";

/** The commits of one run, as they landed. */
interface Commits {
  readonly flow: SimulatedFlow;
  readonly records: SegmentRecord[];
  isDeleted: boolean;
}

/** The runs of each flow of the world of this seed, in their order. Throws where the world breaks a promise. */
export async function recordWorld(seed: number): Promise<readonly (readonly RecordedRun[])[]> {
  const heard = new Heard();
  const runs = new Map<string, Map<string, Commits>>();
  let flows: readonly SimulatedFlow[] = [];
  const observer: Observer = {
    began: (begun) => {
      flows = begun;
    },
    committed: (before, after) => {
      const { flowId, incarnation } = (after ?? before)?.address ?? {};
      const flow = flows.find((one) => one.flowId === flowId);
      if (flow === undefined || incarnation === undefined) throw new Error(`a flow ${flowId} that nobody ran`);
      const ofFlow = runs.get(flow.flowId) ?? new Map<string, Commits>();
      runs.set(flow.flowId, ofFlow);
      const commits = ofFlow.get(incarnation) ?? { flow, records: [], isDeleted: false };
      ofFlow.set(incarnation, commits);
      if (after === undefined) commits.isDeleted = true;
      else commits.records.push(after);
    },
    hearing: (engine) => heard.hearing(engine),
    delivered: (tasks) => heard.deliver(tasks),
  };
  const { broken } = await simulate(seed, { observer, cuts: "never", computes: "never", extra: "none" });
  if (broken !== undefined) throw new Error(`seed ${seed}: ${broken}`);
  return [...runs.values()].map((ofFlow) =>
    [...ofFlow.values()].map((commits, index) => runOf(commits, index + 1, heard)),
  );
}

function runOf({ flow, records, isDeleted }: Commits, times: number, heard: Heard): RecordedRun {
  const [first] = records;
  if (first === undefined) throw new Error(`${flow.flowId} was deleted before it was run`);
  const started = heard.ran(first.flow.runRequestId ?? "");
  const run = { flow, times, isDeleted, ...(started !== undefined && { started }) };
  const commands: RecordedCommand[] = [];
  let model = new ToldModel(flow);
  let last = first;
  for (const [index, after] of records.entries()) {
    const before = records[index - 1];
    try {
      const ordered = orderOf(partsOf(flow, before, after, heard), model, after, heard);
      commands.push(...ordered.commands);
      model = ordered.model;
      last = after;
    } catch (error) {
      if (!(error instanceof Unrepeatable) || before === undefined) throw error;
      return { ...run, commands, last: before, cutBy: error.message };
    }
  }
  return { ...run, commands, last };
}
