/**
 * Waits for a flow's end and shows what happens until then.
 */
import type { Client } from "../client/client.js";
import type { Flow } from "../client/values.js";
import type { FlowView } from "./terminal/flow-view.js";

export interface Following {
  readonly client: Client;
  readonly flowId: string;
  /** Where to go on; absent = from what is there now. */
  readonly sinceRevision?: string;
  readonly view: FlowView;
  readonly signal: AbortSignal;
}

/** The flow as it ended; undefined where it was deleted meanwhile. Broken connections are gone over. */
export async function followFlow({
  client,
  flowId,
  sinceRevision,
  view,
  signal,
}: Following): Promise<Flow | undefined> {
  const since = sinceRevision === undefined ? {} : { sinceRevision };
  let latest: Flow | undefined;
  try {
    for await (const event of client.watchFlow({ flowId, view: "TASKS", ...since, signal })) {
      if (event.kind === "deleted") return undefined;
      if (event.kind !== "update") continue;
      latest = event.flow;
      view.update(event.flow, event.tasks);
    }
  } finally {
    view.close();
  }
  return latest;
}
