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
import type { TaskDetails } from "../values.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { parseFlowRevision } from "../views/revision.js";
import { lookUp } from "../views/stored-payloads.js";
import { payloadsOf, taskDetails, taskSummary } from "../views/task-value.js";
import { Wakeup } from "../waiting.js";
import { answeredInTime } from "./call-deadline.js";
import { NO_PAGE, taskPage } from "./task-page.js";

const LOOK_INTERVAL_MS = 1_000;

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
  const id = headerSegmentId(checked.namespace, checked.flowId);
  const { minRevision = "" } = checked;
  const record = waits(checked) ? await readFrom(machinery, id, minRevision, call) : await read(machinery, id);
  const view = checked.view ?? "SUMMARY";
  const { flow, address } = record;
  const page = view === "SUMMARY" ? NO_PAGE : await taskPage(machinery, record, checked);
  const payloads =
    view === "FULL" ? [flow.input, flow.failure?.body, ...page.sources.flatMap(({ entry }) => payloadsOf(entry))] : [];
  const lookup = await lookUp(
    machinery.store.payloads,
    payloads.filter((payload) => payload !== undefined),
  );
  return {
    flow: flowValue(address, viewOfRecord(record), view === "FULL" ? lookup : undefined),
    tasks: page.sources.map(
      (source): TaskDetails => (view === "FULL" ? taskDetails(source, lookup) : taskSummary(source)),
    ),
    nextPageToken: page.nextPageToken,
  };
}

async function read(machinery: Machinery, id: string): Promise<SegmentRecord> {
  const [record] = await machinery.store.segments.read([id]);
  if (record === undefined) throw flowNotFound(id);
  return record;
}

/** Reads until the flow, in the segment that it names, has reached the revision. */
async function readFrom(machinery: Machinery, id: string, revision: string, call: CallContext): Promise<SegmentRecord> {
  const wanted = parseFlowRevision("min_revision", revision);
  const header = await readReached(
    machinery,
    id,
    wanted.segment === undefined ? wanted : { ...wanted, version: 0 },
    revision,
    call,
  );
  if (wanted.segment === undefined) return header;
  await readReached(machinery, segmentId({ ...header.address, segment: wanted.segment }), wanted, revision, call);
  return read(machinery, id);
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
      const record = await read(machinery, id);
      if (record.address.incarnation !== wanted.incarnation) {
        throw new EngineError("REVISION_MISMATCH", "min_revision is of another run of this flow id", {
          metadata: { field: "min_revision", revision },
        });
      }
      if (record.version >= wanted.version) return record;
      const left = call.deadline === undefined ? LOOK_INTERVAL_MS : call.deadline - Date.now();
      if (left <= 0) throw new EngineError("DEADLINE_EXCEEDED", `the flow has not reached revision ${revision}`);
      await wakeup.wait(machinery.environment, Math.min(left, LOOK_INTERVAL_MS), call.signal);
    }
  } finally {
    stop();
  }
}
