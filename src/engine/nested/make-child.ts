/**
 * Stores the flow that an attempt goes on as, dormant: it waits for the order to begin.
 */
import type { FlowStart } from "../../core/decide/flow-start.js";
import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../core/definition/definition.js";
import { takeIn } from "../../core/definition/validate-definition.js";
import { engineFailure } from "../../core/nested/child-end.js";
import { depthOf } from "../../core/state/child-flow.js";
import type { ChildLetter } from "../../core/state/family.js";
import { childFlowId, type ParentLink, type Spawned } from "../../core/state/nesting.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Payload } from "../../core/state/payload.js";
import { priorityOf } from "../../core/state/planned.js";
import { instanceId } from "../../core/state/task-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { digestOfRun, storeFlow } from "../calls/store-flow.js";
import { flowLabels } from "../checks/index.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { lookUp } from "../views/stored-payloads.js";
import { hearChild } from "./hear-child.js";

/** Definitions within others, by what was decoded of them: each is taken in once. */
const digests = new WeakMap<FlowDefinition, string>();

/** `parent`: the segment of the task, with its entry. Where it cannot be made for good the attempt fails. */
export async function makeChild(machinery: Machinery, parent: SegmentRecord, letter: ChildLetter): Promise<void> {
  const { address, flow, nodes } = parent;
  const { number, attempt } = letter;
  const entry = nodes.get(number);
  if (entry === undefined) return;
  const { namespace, segment } = address;
  const compiled = await machinery.definitions.load(namespace, flow.definitionDigest, segment);
  const node = compiled.nodes[entry.origin?.node ?? number];
  if (node === undefined) throw new Error(`no node ${number} in ${address.flowId}`);
  try {
    const definition = await definitionOf(machinery, namespace, node, entry.child?.spawned);
    const input = await inputOf(machinery, node, entry);
    const start = startOf(parent, { node, number, attempt, entry, definition, input });
    const child = { namespace, flowId: childFlowId(address, number, attempt), segment: 0 };
    const incarnation = machinery.environment.randomBits();
    await storeFlow(machinery, { ...child, incarnation }, definition, start, input, undefined);
  } catch (error) {
    if (!(error instanceof EngineError && isFinal(error))) throw error;
    const report = { kind: "ended" as const, outcome: engineFailure(error.reason, error.message, false) };
    await hearChild(machinery, address, {
      kind: "hear_child",
      incarnation: address.incarnation,
      number,
      attempt,
      report,
    });
  }
}

/** Whether it would be so the next time, too. */
function isFinal({ reason }: EngineError): boolean {
  return reason === "DEFINITION_NOT_FOUND" || reason === "LIMIT_EXCEEDED" || reason === "INVALID_FIELD";
}

/** The stored definition of the flow that the task goes on as, as far as it is known by then. */
export function digestWithin(task: TaskDefinition | undefined, spawned: Spawned | undefined): string | undefined {
  return spawned?.definitionDigest ?? task?.flowDigest ?? (task?.flow && digests.get(task.flow));
}

async function definitionOf(
  { definitions }: Machinery,
  namespace: string,
  { task }: CompiledNode,
  spawned: Spawned | undefined,
): Promise<CompiledDefinition> {
  const { flow } = task;
  const digest = digestWithin(task, spawned);
  if (digest !== undefined && (await definitions.confirm(namespace, digest))) {
    return definitions.load(namespace, digest, 0);
  }
  if (flow === undefined || spawned !== undefined) {
    throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${digest} in namespace ${namespace}`, {
      metadata: { namespace, digest: digest ?? "" },
    });
  }
  const { definition } = await definitions.keep(namespace, takeIn(flow).accepted, false);
  digests.set(flow, definition.digest);
  return definition;
}

/** What the executor spawned it with, or the task's own input, computed or not. */
async function inputOf(
  { store }: Machinery,
  { task }: CompiledNode,
  { child, input: computed }: NodeEntry,
): Promise<Payload | undefined> {
  const spawned = child?.spawned;
  if (spawned === undefined && computed === undefined) return task.input;
  const input = spawned === undefined ? computed : spawned.input;
  return input === undefined ? undefined : (await lookUp(store.payloads, [input]))(input);
}

interface Attempt {
  readonly node: CompiledNode;
  readonly number: number;
  readonly attempt: number;
  readonly entry: NodeEntry;
  readonly definition: CompiledDefinition;
  readonly input: Payload | undefined;
}

function startOf({ address, flow }: SegmentRecord, child: Attempt): FlowStart {
  const { node, number, attempt, entry, definition, input } = child;
  const { traceContext } = flow;
  const parent: ParentLink = {
    flowId: address.flowId,
    incarnation: address.incarnation,
    segment: address.segment,
    number,
    attempt,
    taskId: instanceId(node.task.name, entry),
    rootTime: flow.parent?.rootTime ?? flow.startTime ?? flow.createTime,
    depth: depthOf(flow) + 1,
  };
  return {
    labels: flowLabels(definition.flow.labels, entry.child?.spawned?.labels),
    priority: flow.priority + priorityOf(node, entry),
    runDigest: digestOfRun(definition.digest, input),
    parent,
    ...(traceContext !== undefined && { traceContext }),
  };
}
