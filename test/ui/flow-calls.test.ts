/**
 * Orders are given to the run that is shown, on a real server: in whatever version it is by now, and to no other run.
 */
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createRouterTransport } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { ErrorInfoSchema } from "#gen/google/rpc/error_details_pb.js";
import { type Flow, FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { LazyEngine } from "#gen/lazyengine/v1/service_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { completeTask, orderFlow, retryTask, skipTask } from "../../ui/src/actions/flow-calls.js";
import { callErrorOf } from "../../ui/src/engine/call-error.js";
import { createEngine } from "../../ui/src/engine/connection.js";
import { flow, task } from "../engine/json-payload.js";
import { type LiveEngine, liveEngine, succeeded } from "./live-engine.js";

const order = { requestId: "1", reason: "" };

async function shownFlow({ engine, elsewhere }: LiveEngine, ...names: string[]): Promise<Flow> {
  await elsewhere.run({ flowId: "f", definition: { kind: "spec", spec: flow(names.map((name) => task(name))) } });
  const { flow: shown } = await engine.getFlowDetails({ namespace: "default", flowId: "f" });
  if (shown === undefined) throw new Error("the flow was not read");
  return shown;
}

test("a flow that has changed since it was shown takes the order", async () => {
  const live = await liveEngine();
  const shown = await shownFlow(live, "a", "b");
  await live.elsewhere.taskComplete({ flowId: "f", taskId: "a", outcome: succeeded });
  expect((await orderFlow(live.engine, "suspend", { ...order, flow: shown }))?.state).toBe(FlowState.SUSPENDED);
});

test("no order goes to another run of the id than the one that is shown", async () => {
  const live = await liveEngine();
  const { engine, elsewhere } = live;
  const shown = await shownFlow(live, "a");
  await elsewhere.taskComplete({ flowId: "f", taskId: "a", outcome: succeeded });
  await elsewhere.deleteFlow({ flowId: "f" });
  await shownFlow(live, "a", "b");
  await elsewhere.taskComplete({ flowId: "f", taskId: "b", outcome: succeeded });
  const of = { ...order, flow: shown };
  const orders = [
    ...(["suspend", "resume", "retry", "revert", "cancel"] as const).map((action) => orderFlow(engine, action, of)),
    retryTask(engine, { ...of, taskId: "a" }, true),
    skipTask(engine, { ...of, taskId: "a" }),
    completeTask(engine, { flow: shown, requestId: "1", taskId: "a" }, { kind: "result", json: "" }),
  ];
  expect(new Set(await Promise.all(orders.map(reasonOf)))).toEqual(new Set(["REVISION_MISMATCH"]));
  await elsewhere.taskComplete({ flowId: "f", taskId: "a", outcome: succeeded });
  expect(await reasonOf(orderFlow(engine, "delete", of))).toBe("REVISION_MISMATCH");
  expect((await elsewhere.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED");
});

test("the run is named in the order itself: one that is run again behind the look is not ordered", async () => {
  const run = (seconds: bigint): Flow =>
    create(FlowSchema, { flowId: "f", revision: `r${seconds}`, createTime: { seconds } });
  let now = run(1n);
  const refused: string[] = [];
  const engine = createEngine(
    createRouterTransport(({ service }) =>
      service(LazyEngine, {
        getFlowDetails: () => {
          const seen = now;
          now = run(2n);
          return { flow: seen };
        },
        deleteFlow: ({ expectedRevision = "any" }) => {
          if (expectedRevision === now.revision) return {};
          refused.push(expectedRevision);
          throw mismatch();
        },
      }),
    ),
  );
  expect(await reasonOf(orderFlow(engine, "delete", { ...order, flow: run(1n) }))).toBe("REVISION_MISMATCH");
  expect(refused).toEqual(["r1"]);
});

test("a flow that changes behind every look can be cancelled all the same", async () => {
  let version = 0n;
  const engine = createEngine(
    createRouterTransport(({ service }) =>
      service(LazyEngine, {
        getFlowDetails: () => {
          version += 1n;
          return { flow: { flowId: "f", version, revision: `r${version}` } };
        },
        cancelFlow: ({ expectedRevision }) => {
          if (expectedRevision !== undefined) throw mismatch();
          return { flow: { flowId: "f", state: FlowState.CANCELLING } };
        },
      }),
    ),
  );
  const shown = create(FlowSchema, { flowId: "f" });
  expect((await orderFlow(engine, "cancel", { ...order, flow: shown }))?.state).toBe(FlowState.CANCELLING);
  expect(version).toBe(6n);
});

function mismatch(): ConnectError {
  const value = { domain: "lazyengine", reason: "REVISION_MISMATCH" };
  return new ConnectError("no", Code.Aborted, undefined, [{ desc: ErrorInfoSchema, value }]);
}

async function reasonOf(ordered: Promise<unknown>): Promise<string> {
  return ordered.then(
    () => "carried out",
    (failure: unknown) => callErrorOf(failure).reason,
  );
}
