/**
 * ListFlows: the flows of a namespace, newest first.
 */
import type { FlowCursor } from "../../store/segment-store.js";
import { checkListFlows } from "../checks/index.js";
import type { Machinery } from "../machinery.js";
import type { ListFlowsRequest, ListFlowsResponse } from "../requests.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { pageToken, parsePageToken } from "../views/page-token.js";

export async function listFlows(machinery: Machinery, request: ListFlowsRequest): Promise<ListFlowsResponse> {
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
  const records = await machinery.store.segments.list(filter, cursorOf(token), pageSize);
  const last = records.at(-1);
  const more = records.length === pageSize && last !== undefined;
  return {
    flows: records.map((record) => flowValue(record.address, viewOfRecord(record))),
    nextPageToken: more ? pageToken([last.flow.createTime, last.address.flowId]) : "",
  };
}

function cursorOf(token: string | undefined): FlowCursor | undefined {
  if (token === undefined || token === "") return undefined;
  const [createTime, flowId] = parsePageToken(token, ["number", "string"]);
  return { createTime: Number(createTime), flowId: String(flowId) };
}
