/**
 * The results that were too many to travel with a task, read page by page before its handler is called.
 */
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import type { ReadyTask } from "#gen/lazyengine/v1/ready_task_pb.js";
import type { Client } from "../client.js";

const PAGE_SIZE = 1_000;

/** Completes `dependencyResults` of the message. Rejects as the client's calls do. */
export async function readMissingResults(client: Client, task: ReadyTask, signal: AbortSignal): Promise<void> {
  let pageToken = "";
  do {
    const page = await client.messages.getFlowDetails(
      {
        flowId: task.flowId,
        dependenciesOf: task.taskId,
        view: FlowView.FULL,
        pageSize: PAGE_SIZE,
        pageToken,
      },
      { signal },
    );
    for (const { taskId, result } of page.tasks) {
      if (result !== undefined) {
        task.dependencyResults[taskId] ??= result;
      }
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  task.resultsTruncated = false;
}
