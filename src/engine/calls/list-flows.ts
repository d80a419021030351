/**
 * ListFlows: the flows of a namespace, newest first.
 */
import { LIMITS } from "../../core/limits.js";
import type { FlowCursor } from "../../store/segment-store.js";
import { checkListFlows } from "../checks/index.js";
import type { CallContext } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { ListFlowsRequest, ListFlowsResponse } from "../requests.js";
import type { Flow } from "../values.js";
import { flowBytes, flowValue, viewOfRecord } from "../views/flow-value.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { listInTurn } from "./list-in-turn.js";

/** Throws what `listInTurn` throws. */
export async function listFlows(
  machinery: Machinery,
  request: ListFlowsRequest,
  call: CallContext = {},
): Promise<ListFlowsResponse> {
  const {
    namespace,
    states,
    names,
    labels,
    createdAfter,
    createdBefore,
    rootFlowId,
    pageSize,
    pageToken: token,
  } = checkListFlows(request);
  const filter = {
    namespace,
    ...(states !== undefined && states.length > 0 && { states }),
    ...(names !== undefined && names.length > 0 && { names }),
    ...(labels !== undefined && Object.keys(labels).length > 0 && { labels }),
    ...(createdAfter !== undefined && { createdAfter }),
    ...(createdBefore !== undefined && { createdBefore }),
    ...(rootFlowId !== undefined && rootFlowId !== "" && { rootFlowId }),
  };
  const cursor = cursorOf(token);
  const records = await listInTurn(machinery, namespace, call, (withinMs) =>
    machinery.store.segments.list(filter, cursor, pageSize, withinMs),
  );
  const flows = fitting(records.map((record) => flowValue(record.address, viewOfRecord(record))));
  const last = flows.at(-1);
  const more = (flows.length < records.length || records.length === pageSize) && last !== undefined;
  return { flows, nextPageToken: more ? pageToken([last.createTime, last.flowId]) : "" };
}

/** Those of the first that a page has room for, one at least. */
function fitting(flows: readonly Flow[]): readonly Flow[] {
  let left: number = LIMITS.pageBytes;
  const end = flows.findIndex((flow, index) => {
    left -= flowBytes(flow);
    return left < 0 && index > 0;
  });
  return end < 0 ? flows : flows.slice(0, end);
}

function cursorOf(token: string | undefined): FlowCursor | undefined {
  if (token === undefined || token === "") return undefined;
  const [createTime, flowId] = parsePageToken(token, ["number", "string"]);
  return { createTime: Number(createTime), flowId: String(flowId) };
}
