// The flows as the store has them in the end, every page of them.
import { Client } from "../../src/client/index.js";
import type { FinalFlow } from "./check-history.js";

const PAGE_SIZE = 5;

export async function readFinalFlows(address: string, flowIds: readonly string[]): Promise<readonly FinalFlow[]> {
  const client = new Client({ address });
  const flows: FinalFlow[] = [];
  for (const flowId of flowIds) {
    const tasks = [];
    for (let pageToken = ""; ; ) {
      const page = await client.getFlowDetails(flowId, { view: "FULL", pageSize: PAGE_SIZE, pageToken });
      tasks.push(...page.tasks.map(finalTask));
      pageToken = page.nextPageToken;
      if (pageToken !== "") continue;
      flows.push({ flowId, state: page.flow.state, tasks });
      break;
    }
  }
  client.close();
  return flows;
}

type Details = Awaited<ReturnType<Client["getFlowDetails"]>>["tasks"][number];

function finalTask({ taskId, state, attempt, result, attempts }: Details): FinalFlow["tasks"][number] {
  const ends = attempts.map((each) => ({ attempt: each.attempt, end: each.end }));
  return { taskId, state, attempt, attempts: ends, ...(typeof result === "string" ? { result } : {}) };
}
