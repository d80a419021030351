/**
 * SimulateFlow: a definition, or a flow from where it stands, on virtual time.
 */
import { compileDefinition } from "../../core/definition/compiled-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../core/definition/definition.js";
import { SIMULATED_LISTS } from "../../core/definition/list-bounds.js";
import { LIMITS } from "../../core/limits.js";
import { simulateDefinition, simulateSegment } from "../../core/simulation/simulate.js";
import {
  type Assumption,
  type Simulation,
  type SimulationSetting,
  STANDARD_ASSUMPTION,
} from "../../core/simulation/simulation.js";
import { isLong } from "../../core/state/long-list.js";
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { checkSimulated, checkSimulateFlow } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import { inSteps, pause } from "../environment.js";
import type { Machinery } from "../machinery.js";
import { wholeFlow } from "../simulate/whole-flow.js";
import type { SimulateFlowRequest, SimulateFlowResponse } from "../simulation.js";

type Named = SimulateFlowRequest & { readonly namespace: string };

/** Throws DEFINITION_NOT_FOUND, FLOW_NOT_FOUND, OVERLOADED, and what the checks throw. */
export function simulateFlow(
  machinery: Machinery,
  request: SimulateFlowRequest,
  { signal }: CallContext = {},
): Promise<SimulateFlowResponse> {
  const checked = checkSimulateFlow(request);
  const simulate = async () => {
    const { environment, clock } = machinery;
    const { spec, header } = await subjectOf(machinery, checked);
    await pause(environment);
    const definition = compileDefinition({ ...spec, tasks: spec.tasks.map(withoutHeartbeat) }, "", 0, SIMULATED_LISTS);
    await pause(environment);
    const setting = settingOf(checked);
    if (header === undefined)
      return answered(await inSteps(environment, until(signal, simulateDefinition(definition, setting))));
    const now = isEndedFlow(header.flow.state) ? (header.flow.endTime ?? clock.now()) : clock.now();
    const segment = await wholeFlow(machinery, header, definition, now);
    return answered(await inSteps(environment, until(signal, simulateSegment(segment, setting, now))));
  };
  return machinery.simulations.during(checked.namespace, simulate, signal);
}

interface Subject {
  readonly spec: FlowDefinition;
  /** Of a flow. */
  readonly header?: SegmentRecord;
}

/** Reads no more than is needed to tell whether it is too large. */
async function subjectOf(machinery: Machinery, request: Named): Promise<Subject> {
  const { subject, namespace } = request;
  if (subject.kind === "spec") return checkedSubject(request, { spec: subject.spec });
  const { definitions, segments } = machinery.store;
  const id = subject.kind === "flow" ? headerSegmentId(namespace, subject.flowId) : "";
  const [header] = subject.kind === "flow" ? await segments.read([id]) : [];
  if (subject.kind === "flow" && header === undefined) throw flowNotFound(id);
  const digest = subject.kind === "digest" ? subject.digest : header?.flow.definitionDigest;
  const manifest =
    subject.kind === "name"
      ? await definitions.newest(namespace, subject.name)
      : await definitions.get(namespace, digest ?? "");
  if (manifest === undefined) {
    const named = subject.kind === "name" ? subject.name : (digest ?? "");
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${named} in namespace ${namespace}`, {
      metadata: { namespace, [subject.kind === "name" ? "name" : "digest"]: named },
    });
  }
  checkSimulated({ ...request, assumptions: {} }, manifest.taskCount, () => true);
  const spec = await machinery.definitions.spec(manifest);
  return checkedSubject(request, { spec, ...(header !== undefined && { header }) });
}

function checkedSubject(request: Named, subject: Subject): Subject {
  const names = new Set(subject.spec.tasks.map(({ name }) => name));
  checkSimulated(request, names.size, (name) => names.has(name), subject.spec);
  if (subject.header !== undefined) refuseLongLists(subject.header);
  return subject;
}

/** Of a long list under way the state has a part only. */
function refuseLongLists({ nodes, address: { flowId } }: SegmentRecord): void {
  for (const { list } of nodes.values()) {
    if (!isLong(list)) continue;
    const message = `flow_id: flow ${flowId} runs for each of ${list.count} items: only its definition can be simulated`;
    throw new EngineError("UNSUPPORTED", message, { metadata: { field: "flow_id", flow_id: flowId } });
  }
}

/** Whoever works is assumed to say so in time. */
function withoutHeartbeat(task: TaskDefinition): TaskDefinition {
  if (task.timeouts.heartbeatMs === undefined) return task;
  const { heartbeatMs: _, ...timeouts } = task.timeouts;
  return { ...task, timeouts };
}

function settingOf({ defaultAssumption, assumptions = {}, slots = 0 }: SimulateFlowRequest): SimulationSetting {
  const standard: Assumption = { ...STANDARD_ASSUMPTION, ...defaultAssumption };
  const named = new Map(Object.entries(assumptions).map(([name, own]) => [name, { ...standard, ...own }]));
  return { assume: (name) => named.get(name) ?? standard, slots, steps: LIMITS.simulatedSteps };
}

/** Nobody waits for it any more: it is given up. */
function* until<Result>(signal: AbortSignal | undefined, work: Generator<void, Result, void>) {
  for (;;) {
    signal?.throwIfAborted();
    const step = work.next();
    if (step.done === true) return step.value;
    yield;
  }
}

function answered({ tasks, batches, criticalPath, doomed, unreachable, ...told }: Simulation): SimulateFlowResponse {
  const most = LIMITS.pageSize;
  return {
    ...told,
    tasks: tasks.slice(0, most),
    taskCount: tasks.length,
    batches: batches.slice(0, most),
    batchCount: batches.length,
    criticalPath: criticalPath.slice(-most),
    doomed: doomed.slice(0, most),
    doomedCount: doomed.length,
    unreachable: unreachable.slice(0, most),
    unreachableCount: unreachable.length,
  };
}
