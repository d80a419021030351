import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
const dist = process.env.DIST ?? "/tmp/large/dist";
const { createEngine } = await import(`${dist}/engine/create-engine.js`);
const { createMongoStore } = await import(`${dist}/store/mongo/mongo-store.js`);
const { startThrowawayMongod, throwawayMongod } = await import(`${dist}/mongod/index.js`);
const m = await import(`${dist}/mongod/index.js`);
const mongod = await (m.startThrowawayMongod ?? m.throwawayMongod)({ log: () => {} });
const uri = mongod.uri;
const task = (name, dependsOn = []) => ({ name, type: "work", dependsOn, timeouts: {}, delayMs: 0, delayAfterMs: 0, priority: 0, needsFlowInput: false, onLost: "REDELIVER", labels: {} });
const flow = (tasks) => ({ name: "flow", version: "", tasks, failureMode: "CONTINUE", maxParallel: 0, labels: {} });
const shapes = {
  chain: (n) => flow(Array.from({ length: n }, (_, i) => task(`t${i}`, i ? [`t${i - 1}`] : []))),
  fan: (n) => { const mid = Array.from({ length: n - 2 }, (_, i) => task(`m${i}`, ["first"])); return flow([task("first"), ...mid, task("last", mid.map((t) => t.name))]); },
  layered: (n) => { const width = 50; let s = 7; const r = (k) => ((s = (s * 1103515245 + 12345) % 2147483648), s % k); return flow(Array.from({ length: n }, (_, i) => { const layer = Math.floor(i / width); if (layer === 0) return task(`t${i}`); const deps = new Set(); for (let k = 0; k < 3; k++) deps.add(`t${(layer - 1) * width + r(width)}`); return task(`t${i}`, [...deps]); })); },
};
const cpuOf = (pid) => { const f = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" "); return (Number(f[11]) + Number(f[12])) * 10; };
async function once(shape, n, bounds, inFlight) {
  const store = createMongoStore({ uri, database: `d${Math.random().toString(36).slice(2)}` });
  const engine = await createEngine({ store, segmentBounds: bounds });
  const spec = shapes[shape](n);
  const session = await engine.openSession({ queues: ["work"], maxInFlight: inFlight });
  let done = 0; const hand = []; let sentAt = 0;
  const cpu0 = cpuOf(mongod.pid), own0 = process.cpuUsage();
  const t0 = performance.now();
  const r = await engine.run({ flowId: "f", definition: { kind: "spec", spec } });
  const tRun = performance.now() - t0;
  const all = (async () => { for await (const frame of session) if (frame.kind === "ready_tasks") for (const t of frame.tasks) {
      if (inFlight === 1 && sentAt) hand.push(performance.now() - sentAt);
      sentAt = performance.now();
      engine.taskComplete({ flowId: "f", taskId: t.taskId, claimToken: t.claimToken, responseDetail: "MINIMAL", outcome: { kind: "result", result: { data: new Uint8Array(2), contentType: "application/json", metadata: {} } } }).then(() => { if (++done % 20000 === 0) console.log(done, Math.round(performance.now() - t0)); });
  } })();
  for await (const f of engine.watchFlow({ flowId: "f" })) if (f.kind === "update") globalThis.state = f.flow.state;
  const ms = performance.now() - t0; const own = process.cpuUsage(own0);
  const mcpu = cpuOf(mongod.pid) - cpu0;
  hand.sort((a, b) => a - b);
  console.log(shape, n, JSON.stringify(bounds), "inflight", inFlight, state, "run", Math.round(tRun), "ms; total", Math.round(ms), "ms;", Math.round(n / ms * 1000), "/s; mongod", Math.round(mcpu * 1000 / n), "µs; own", Math.round((own.user + own.system) / n), "µs", hand.length ? `p50 ${hand[hand.length >> 1].toFixed(2)}` : "", "rss", Math.round(process.memoryUsage().rss / 1e6));
  await session.close(); await engine.stop(100); await store.close();
}
const whole = { wholeTasks: 5000, segmentTasks: 128 };
const parts = (k) => ({ wholeTasks: k, segmentTasks: k });
for (const arg of process.argv.slice(2)) { const [shape, n, b, f] = arg.split(","); await once(shape, Number(n), b === "whole" ? whole : parts(Number(b)), Number(f)); }
await (mongod.stop?.() ?? mongod.close?.());
process.exit(0);
