// An executor as a process of its own: it holds each task for a while, and prints what it does and sees as lines of JSON, `at` by
// the machine's monotonic clock in milliseconds. Arguments: URL of the compiled package, the server's address, its name.
import { setTimeout as delay } from "node:timers/promises";

const [dist, address, executor] = process.argv.slice(2);
const { Client, LazyEngineError } = await import(new URL("client/index.js", dist).href);

const HOLDS_MS = 800;
const client = new Client({ address, deadlineMs: 60_000 });
const taken = new Set();

function tell(event) {
  process.stdout.write(`${JSON.stringify({ ...event, at: Number(process.hrtime.bigint()) / 1e6 })}\n`);
}

async function complete({ flowId, taskId, claimToken }) {
  await delay(Math.random() * HOLDS_MS);
  const result = `${flowId}/${taskId} ${claimToken} by ${executor}`;
  const about = { flowId, taskId, claimToken };
  tell({ kind: "sent", ...about, result });
  try {
    const { changes, replayed } = await client.taskComplete({ ...about, result });
    const readied = changes.filter(({ task }) => task?.from === "PENDING" && task.to !== "SKIPPED");
    tell({ kind: "acknowledged", ...about, result, replayed, madeReady: readied.map((change) => change.taskId) });
  } catch (error) {
    if (!(error instanceof LazyEngineError)) throw error;
    tell({ kind: "refused", ...about, reason: error.reason || error.code });
  }
}

for (;;) {
  try {
    const queues = ["north", "south"];
    const session = { queues, sessionId: executor, workerId: executor, maxInFlight: 5, leaseDuration: "2s" };
    for await (const event of client.watchReadyTasks(session)) {
      if (event.kind !== "ready_tasks") continue;
      for (const task of event.tasks) {
        const { flowId, taskId, attempt, claimToken } = task;
        tell({ kind: "handed_over", flowId, taskId, attempt, claimToken, executor });
        if (taken.has(claimToken)) continue;
        taken.add(claimToken);
        void complete(task);
      }
    }
  } catch (error) {
    if (!(error instanceof LazyEngineError) || !/UNAVAILABLE|SESSION_EXPIRED/.test(`${error.code} ${error.reason}`))
      throw error;
    await delay(50);
  }
}
