/**
 * What a call on a flow of several segments needs beside its segment 0: where the tasks are that it names, that they are
 * as they have to be, and its input beside the state, since a message to each segment names it.
 */
import type { ControlCommand, RetryFlow, SkipTask } from "../../core/command.js";
import { mustLieAside } from "../../core/commands/reopen-across.js";
import { type NamedFault, retryFault, skipFault } from "../../core/decide/reopen/named-fault.js";
import type { CompiledNode, NodeAddress } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import type { Segment } from "../../core/state/segment.js";
import type { PayloadRecord } from "../../store/payload-store.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { Committed } from "../commit/lane.js";
import { flowNotFound } from "../commit/read-copies.js";
import { spilledPayload } from "../commit/spill.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { segmentOfTask } from "./task-segment.js";

type Header = Pick<Segment, "address" | "definition">;

/** The command with all that segment 0 has asked for. Throws where a task is not there, or not as it has to be. */
export async function withPlaces(
  machinery: Machinery,
  command: ControlCommand,
  { segment, answer }: Committed,
): Promise<ControlCommand> {
  const hasBegun = answer.flow.header.startTime !== undefined;
  if (command.kind === "retry") {
    const places = command.tasks && (await placesToRetry(machinery, segment, command, command.tasks));
    return { ...(await withInputAside(machinery, segment, command)), ...(places !== undefined && { places }) };
  }
  if (command.kind === "skip") return placedSkip(machinery, segment, command, hasBegun);
  return command.kind === "resume" ? withInputAside(machinery, segment, command) : command;
}

function placesToRetry(
  machinery: Machinery,
  header: Header,
  { reset }: RetryFlow,
  tasks: readonly string[],
): Promise<NodeAddress[]> {
  return Promise.all(
    tasks.map(async (taskId) => {
      const { place, node, entry } = await find(machinery, header, taskId);
      const fault = retryFault(node, entry, reset);
      if (fault !== undefined) throw refusal(header, taskId, entry, fault);
      return place;
    }),
  );
}

async function placedSkip(
  machinery: Machinery,
  header: Header,
  command: SkipTask,
  hasBegun: boolean,
): Promise<ControlCommand> {
  const { taskId } = command;
  const { place, node, entry } = await find(machinery, header, taskId);
  const fault = skipFault(node, entry, hasBegun);
  if (fault === "standing") return { ...command, place, standing: true };
  if (fault !== undefined) throw refusal(header, taskId, entry, fault);
  return { ...command, place };
}

interface Found {
  readonly place: NodeAddress;
  readonly node: CompiledNode;
  readonly entry: NodeEntry | undefined;
}

/** The task as it is stored now. */
async function find(machinery: Machinery, header: Header, taskId: string): Promise<Found> {
  const { address, definition } = header;
  const { namespace, flowId } = address;
  const segment = await segmentOfTask(machinery, header, taskId);
  const part =
    segment === undefined ? undefined : await machinery.definitions.load(namespace, definition.digest, segment);
  const number = part?.numberByName.get(taskId);
  const node = number === undefined ? undefined : part?.nodes[number];
  if (segment === undefined || number === undefined || node === undefined) {
    throw new EngineError("TASK_NOT_FOUND", `the flow has no task ${taskId}`, {
      metadata: { flow_id: flowId, task_id: taskId },
    });
  }
  const id = segment === 0 ? headerSegmentId(namespace, flowId) : segmentId({ ...address, segment });
  const record = await machinery.store.segments.readNodes(id, [number]);
  if (record === undefined) throw flowNotFound(headerSegmentId(namespace, flowId));
  return { place: { segment, number }, node, entry: record.nodes.get(number) };
}

function refusal({ address }: Header, taskId: string, entry: NodeEntry | undefined, { reason, fault }: NamedFault) {
  const metadata = { flow_id: address.flowId, task_id: taskId, state: entry?.state ?? "PENDING" };
  return new EngineError(reason, fault, { metadata });
}

async function withInputAside<Command extends { readonly input?: StoredPayload }>(
  { store }: Machinery,
  { address }: Header,
  command: Command,
): Promise<Command> {
  const { input } = command;
  if (input === undefined || !mustLieAside(input)) return command;
  const records: PayloadRecord[] = [];
  const prefix = `${headerSegmentId(address.namespace, address.flowId)}/${address.incarnation}/flow/0`;
  const aside = spilledPayload(input, LIMITS.inlinePayloadBytes, prefix, records);
  await store.payloads.put(records);
  return { ...command, input: aside };
}
