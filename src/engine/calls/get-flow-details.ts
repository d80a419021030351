/**
 * GetFlowDetails: one flow as it is stored now, and a page of its tasks.
 */
import type { Position } from "../../core/command.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { checkGetFlowDetails } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { GetFlowDetailsRequest, GetFlowDetailsResponse } from "../requests.js";
import { flowValue, payloadsOfFlow, viewOfRecord } from "../views/flow-value.js";
import { parseFlowRevision } from "../views/revision.js";
import { lookUp } from "../views/stored-payloads.js";
import { payloadsShown, taskDetails } from "../views/task-details.js";
import { Wakeup } from "../waiting.js";
import { answeredInTime } from "./call-deadline.js";
import { firstNodes, NO_PAGE, taskPage, withInstances } from "./task-page.js";

const LOOK_INTERVAL_MS = 1_000;

type Checked = ReturnType<typeof checkGetFlowDetails>;

/** Throws FLOW_NOT_FOUND, TASK_NOT_FOUND (of `taskIds` and `dependenciesOf`), or DEADLINE_EXCEEDED where `minRevision` is not reached. */
export function getFlowDetails(
  machinery: Machinery,
  request: GetFlowDetailsRequest,
  call: CallContext = {},
): Promise<GetFlowDetailsResponse> {
  const response = details(machinery, request, call);
  // Who waits for a revision, too, is told that it was not reached.
  return waits(request) ? response : answeredInTime(response, call, machinery.environment);
}

function waits({ minRevision }: GetFlowDetailsRequest): boolean {
  return minRevision !== undefined && minRevision !== "";
}

async function details(
  machinery: Machinery,
  request: GetFlowDetailsRequest,
  call: CallContext,
): Promise<GetFlowDetailsResponse> {
  const checked = checkGetFlowDetails(request);
  const { namespace, flowId, minRevision = "", view } = checked;
  const id = headerSegmentId(namespace, flowId);
  if (waits(checked)) await reach(machinery, id, minRevision, call);
  if (view !== "FULL") return shown(machinery, checked, id);
  return machinery.contents.during(namespace, () => shown(machinery, checked, id), call.signal);
}

async function shown(machinery: Machinery, checked: Checked, id: string): Promise<GetFlowDetailsResponse> {
  const view = checked.view ?? "SUMMARY";
  const record =
    view === "SUMMARY"
      ? await read(machinery, id, [])
      : await withInstances(machinery, await read(machinery, id, firstNodes(checked)));
  const { flow, address } = record;
  const page = view === "SUMMARY" ? NO_PAGE : await taskPage(machinery, record, checked);
  const payloads = view === "FULL" ? [...payloadsOfFlow(flow), ...page.tasks.flatMap(payloadsShown)] : [];
  const lookup = await lookUp(machinery.store.payloads, payloads);
  return {
    flow: flowValue(address, viewOfRecord(record), view === "FULL" ? lookup : undefined),
    tasks: page.tasks.map((task) => taskDetails(task, lookup)),
    nextPageToken: page.nextPageToken,
  };
}

async function read(machinery: Machinery, id: string, nodes: readonly number[]): Promise<SegmentRecord> {
  const record = await machinery.store.segments.readNodes(id, nodes);
  if (record === undefined) throw flowNotFound(id);
  return record;
}

/** Waits until the flow, in the segment that the revision names, has reached it. */
async function reach(machinery: Machinery, id: string, revision: string, call: CallContext): Promise<void> {
  const wanted = parseFlowRevision("min_revision", revision);
  const header = await readReached(
    machinery,
    id,
    wanted.segment === undefined ? wanted : { ...wanted, version: 0 },
    revision,
    call,
  );
  if (wanted.segment === undefined) return;
  await readReached(machinery, segmentId({ ...header.address, segment: wanted.segment }), wanted, revision, call);
}

async function readReached(
  machinery: Machinery,
  id: string,
  wanted: Position,
  revision: string,
  call: CallContext,
): Promise<SegmentRecord> {
  const wakeup = new Wakeup();
  const stop = machinery.signals.listen(id, wakeup.wake);
  try {
    for (;;) {
      const record = await read(machinery, id, []);
      if (record.address.incarnation !== wanted.incarnation) {
        throw new EngineError("REVISION_MISMATCH", "min_revision is of another run of this flow id", {
          metadata: { field: "min_revision", revision },
        });
      }
      if (record.version >= wanted.version) return record;
      const left = call.deadline === undefined ? LOOK_INTERVAL_MS : call.deadline - machinery.environment.monotonic();
      if (left <= 0) throw new EngineError("DEADLINE_EXCEEDED", `the flow has not reached revision ${revision}`);
      await wakeup.wait(machinery.environment, Math.min(left, LOOK_INTERVAL_MS), call.signal);
    }
  } finally {
    stop();
  }
}
