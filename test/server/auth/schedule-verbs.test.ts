/**
 * What `run` alone does not let a caller do with schedules: end flows, and undo what an admin has said.
 */
import { expect, it } from "vitest";
import { LazyEngine, OverlapPolicy, PutMode } from "#gen/lazyengine/v1/index.js";
import { serveMemoryWith } from "../../service/served.js";
import { refusalOf } from "../raw-client.js";
import { bearer, tokensFile } from "../tokens-file.js";

const ADMIN = "admin-0123456789abcde";
const RUNNER = "runner-0123456789abcd";
const TOKENS = `tokens:
  - { token: ${ADMIN}, principal: admin, namespaces: [mine] }
  - { token: ${RUNNER}, principal: runner, namespaces: [mine], verbs: [run] }
`;
const { getSchedule, pauseSchedule, putSchedule, triggerSchedule } = LazyEngine.method;
const { CANCEL_OTHER, SKIP } = OverlapPolicy;
const schedule = { namespace: "mine", scheduleId: "nightly" };
const flow = { name: "nightly", tasks: [{ name: "a", work: { case: "type" as const, value: "q" } }] };
const run = { definition: { case: "spec" as const, value: flow } };
const spec = { timing: { case: "cron" as const, value: { expression: "@yearly" } }, run };

async function served() {
  const { client } = await serveMemoryWith({ tokens: tokensFile(TOKENS).path });
  await client.unary(putSchedule, { ...schedule, spec }, bearer(ADMIN));
  const refused = async (call: Promise<unknown>) =>
    expect(await refusalOf(call)).toMatchObject({ reason: "PERMISSION_DENIED", metadata: { verb: "admin" } });
  return { client, refused };
}

it("a trigger that cancels others takes `admin`, any other does not", async () => {
  const { client, refused } = await served();
  const trigger = (overlapPolicy: OverlapPolicy, token: string) =>
    client.unary(triggerSchedule, { ...schedule, overlapPolicy }, bearer(token));
  await refused(trigger(CANCEL_OTHER, RUNNER));
  expect((await trigger(SKIP, RUNNER)).occurrence?.flowId).toBeDefined();
  expect((await trigger(CANCEL_OTHER, ADMIN)).schedule?.scheduleId).toBe("nightly");
});

it("a put in the place of another that says `paused`, or cancels others, takes `admin`; as a new one it does not", async () => {
  const { client, refused } = await served();
  await client.unary(pauseSchedule, { ...schedule, note: "the disk is full" }, bearer(ADMIN));
  const put = (fields: object) => client.unary(putSchedule, { ...schedule, spec, ...fields }, bearer(RUNNER));
  await refused(put({ paused: false }));
  await refused(put({ paused: true, putMode: PutMode.REPLACE }));
  await refused(put({ spec: { ...spec, overlapPolicy: CANCEL_OTHER } }));
  await put({});
  expect((await client.unary(getSchedule, schedule, bearer(ADMIN))).schedule).toMatchObject({
    paused: true,
    note: "the disk is full",
  });
  const created = { scheduleId: "own", putMode: PutMode.CREATE, paused: true };
  expect((await put({ ...created, spec: { ...spec, overlapPolicy: CANCEL_OTHER } })).created).toBe(true);
});
