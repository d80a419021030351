/**
 * R27: a namespace's flows, sessions and definitions are nobody else's: all calls, with ids of another namespace and with the
 * other namespace itself.
 */
import type { DescMethod } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { FlowState, FlowView, LazyEngine, TaskState } from "#gen/lazyengine/v1/index.js";
import { serveMemoryWith } from "../../service/served.js";
import { type AnyRequest, type Outcome, outcomeOf } from "../any-call.js";
import type { RawClient } from "../raw-client.js";
import { bearer, tokensFile } from "../tokens-file.js";

const THEIRS = "theirs-0123456789abc";
const MINE = "mine-0123456789abcde";
const TOKENS = `tokens:
  - { token: ${THEIRS}, principal: they, namespaces: [theirs] }
  - { token: ${MINE}, principal: me, namespaces: [mine] }
`;

interface Ids {
  readonly flowId: string;
  readonly taskId: string;
  readonly claimToken: string;
  readonly sessionId: string;
  readonly digest: string;
  readonly name: string;
  readonly scheduleId: string;
}

const methods = LazyEngine.method;
const METHODS = Object.entries(methods) as readonly (readonly [keyof typeof methods, DescMethod])[];

/** A request of each call that names what it is about; undefined where a call names nothing that is there. */
const REQUESTS: Readonly<Record<keyof typeof methods, ((ids: Ids) => AnyRequest) | undefined>> = {
  run: ({ digest }) => ({ definition: { case: "definitionDigest", value: digest } }),
  putDefinition: undefined,
  importDefinition: undefined,
  taskComplete: ({ flowId, taskId, claimToken }) => ({ flowId, taskId, claimToken, outcome: RESULT }),
  taskCompleteBatch: ({ flowId, taskId, claimToken }) => ({ items: [{ flowId, taskId, claimToken, outcome: RESULT }] }),
  reportProgress: ({ flowId, taskId, claimToken }) => ({ reports: [{ flowId, taskId, claimToken }] }),
  releaseTasks: ({ flowId, taskId, claimToken }) => ({ claims: [{ flowId, taskId, claimToken }] }),
  watchReadyTasks: ({ flowId, sessionId }) => ({ flowId, sessionId, queues: ["q"], maxInFlight: 1 }),
  executeTasks: ({ flowId, sessionId }) => ({ flowId, sessionId, queues: ["q"], maxInFlight: 1 }),
  pollReadyTasks: ({ flowId }) => ({ flowId, queues: ["q"], maxTasks: 1 }),
  keepSession: ({ sessionId }) => ({ sessionId }),
  getFlowDetails: ({ flowId, taskId }) => ({ flowId, taskIds: [taskId] }),
  explainTask: ({ flowId, taskId }) => ({ flowId, taskId }),
  listFlows: ({ name }) => ({ name }),
  listQueues: ({ name }) => ({ queues: [name] }),
  updateQueue: undefined,
  listConcurrencyKeys: ({ name }) => ({ keys: [name] }),
  updateConcurrencyKey: undefined,
  watchFlow: ({ flowId }) => ({ flowId }),
  simulateFlow: ({ flowId }) => ({ subject: { case: "flowId", value: flowId } }),
  getDefinition: ({ digest }) => ({ key: { case: "digest", value: digest } }),
  listDefinitions: ({ name }) => ({ name }),
  putSchedule: undefined,
  getSchedule: ({ scheduleId }) => ({ scheduleId }),
  listSchedules: undefined,
  getRetention: undefined,
  setRetention: undefined,
  pauseSchedule: ({ scheduleId }) => ({ scheduleId }),
  resumeSchedule: ({ scheduleId }) => ({ scheduleId }),
  triggerSchedule: ({ scheduleId }) => ({ scheduleId }),
  deleteSchedule: ({ scheduleId }) => ({ scheduleId }),
  suspendFlow: ({ flowId }) => ({ flowId }),
  resumeFlow: ({ flowId }) => ({ flowId }),
  cancelFlow: ({ flowId }) => ({ flowId }),
  revertFlow: ({ flowId }) => ({ flowId }),
  endFlow: ({ flowId }) => ({ flowId, state: 9 }),
  retryFlow: ({ flowId }) => ({ flowId }),
  skipTask: ({ flowId, taskId }) => ({ flowId, taskId }),
  deleteFlow: ({ flowId }) => ({ flowId }),
  getServerInfo: undefined,
};

const NAMING = METHODS.filter(([name]) => REQUESTS[name] !== undefined);

const RESULT = { case: "result", value: {} };

const NEVER: Ids = {
  flowId: "flow-of-nobody",
  taskId: "task-a",
  claimToken: "1.never",
  sessionId: "sess-of-nobody",
  digest: "0".repeat(64),
  name: "made-by-nobody",
  scheduleId: "plan-of-nobody",
};

/** The same text whichever of the two is meant. */
function blurred({ refusal, answer }: Outcome, theirs: Ids): string {
  let text = JSON.stringify([refusal, answer]);
  for (const key of Object.keys(NEVER) as (keyof Ids)[]) {
    text = text.replaceAll(theirs[key], key).replaceAll(NEVER[key], key);
  }
  return text;
}

/** A server, and what the other namespace holds there: a flow whose task a session has claimed, and a definition. */
async function world(): Promise<{ readonly client: RawClient; readonly theirs: Ids }> {
  const { client } = await serveMemoryWith({ tokens: tokensFile(TOKENS).path });
  const namespace = "theirs";
  const [sessionId, flowId, name] = ["sess-of-theirs", "flow-of-theirs", "made-by-theirs"];
  const spec = { name, tasks: [{ name: "task-a", work: { case: "type" as const, value: "q" } }] };
  const { digest } = await client.unary(methods.putDefinition, { namespace, spec }, bearer(THEIRS));
  const definition = { case: "definitionDigest", value: digest } as const;
  await client.unary(methods.run, { namespace, flowId, definition }, bearer(THEIRS));
  const scheduleId = "plan-of-theirs";
  const timing = { case: "cron", value: { expression: "@yearly" } } as const;
  await client.unary(
    methods.putSchedule,
    { namespace, scheduleId, spec: { timing, run: { definition } } },
    bearer(THEIRS),
  );
  const asked = { namespace, sessionId, queues: ["q"], maxTasks: 1 };
  const { tasks } = await client.unary(methods.pollReadyTasks, asked, bearer(THEIRS));
  const claimToken = tasks[0]?.claimToken ?? "";
  expect(claimToken).not.toBe("");
  return { client, theirs: { flowId, name, scheduleId, sessionId, taskId: "task-a", claimToken, digest } };
}

describe("another namespace", () => {
  it.each(NAMING)(
    "has nothing that %s would find from one's own: its ids answer as ids that never were",
    async (name, called) => {
      const { client, theirs } = await world();
      const ask = (ids: Ids) =>
        outcomeOf(client, called, { namespace: "mine", ...REQUESTS[name]?.(ids) }, bearer(MINE));
      const [real, unreal] = [await ask(theirs), await ask(NEVER)];
      expect(real.refusal.reason).not.toBe("INVALID_FIELD");
      expect(blurred(real, theirs)).toBe(blurred(unreal, theirs));
    },
  );

  it("is refused to all calls that name it, whatever is there, and stays as it was", async () => {
    const { client, theirs } = await world();
    for (const [name, called] of METHODS.filter(([name]) => name !== "getServerInfo")) {
      for (const ids of [theirs, NEVER]) {
        const request = { namespace: "theirs", ...REQUESTS[name]?.(ids) };
        const { refusal, answer } = await outcomeOf(client, called, request, bearer(MINE));
        expect([name, refusal.code, refusal.reason]).toEqual([name, 7, "PERMISSION_DENIED"]);
        expect(answer + JSON.stringify(refusal)).not.toMatch(/of-theirs|of-nobody/);
      }
    }
    const about = { namespace: "theirs", flowId: theirs.flowId, view: FlowView.TASKS };
    const { flow, tasks } = await client.unary(methods.getFlowDetails, about, bearer(THEIRS));
    expect([flow?.state, tasks[0]?.state, tasks[0]?.attempt]).toEqual([FlowState.RUNNING, TaskState.RUNNING, 1]);
    const claim = { flowId: theirs.flowId, taskId: theirs.taskId, claimToken: theirs.claimToken };
    const completion = { namespace: "theirs", ...claim, outcome: { case: "result", value: {} } } as const;
    expect((await client.unary(methods.taskComplete, completion, bearer(THEIRS))).replayed).toBe(false);
  });
});
