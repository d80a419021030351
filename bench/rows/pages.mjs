/**
 * P16: the page of a flow in Chromium: until the graph of 2,000 tasks is drawn, frames in a second while 1,000 of them are
 * completed in a second, until a flow of 100,000 is open and until all of its tasks are drawn; and the layout by itself. On
 * the memory store: what is measured is the page.
 */
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { atLeast, atMost, each, line } from "../table.mjs";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const TASKS = 2_000;
const LARGE = 100_000;
const WIDTH = 200;
const RATE = 1_000;

export async function pagesRow(stage) {
  if (CHROMIUM === undefined) throw new Error("there is no Chromium: make tools");
  const server = await stage.memoryServer();
  const load = await stage.load("load/paced-flow.mjs", { address: server.address });
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  stage.keep({ stop: () => browser.close() });
  const address = `http://${server.http}/ui/`;
  await load.run({ step: "begin", flowId: "large", size: LARGE, width: WIDTH });
  const rounds = [];
  // The first one finds caches cold that nobody has more than once.
  for (let round = 0; round <= stage.rounds; round += 1) {
    const flowId = `flow-${round}`;
    await load.run({ step: "begin", flowId, size: TASKS, width: WIDTH });
    rounds.push({ ...(await small(browser, load, address, flowId)), ...(await large(browser, address)) });
  }
  return lines(rounds.slice(1));
}

async function small(browser, load, address, flowId) {
  const page = await opened(browser, `${address}#/flow/${flowId}`);
  const [drawn, painted] = [await drawnAt(page), await page.evaluate(firstPaint)];
  const layout = await page.evaluate(layoutMs, { size: TASKS, width: WIDTH });
  await page.evaluate(countFrames);
  const { perSecond } = await load.run({ step: "go", flowId, rate: RATE });
  await page.locator(".flow-state").filter({ hasText: "succeeded" }).waitFor();
  const frames = await page.evaluate(countedFrames);
  await page.context().close();
  return { painted, drawn, layout, perSecond, ...frames };
}

async function large(browser, address) {
  const page = await opened(browser, `${address}#/flow/large`);
  const open = await drawnAt(page);
  const begun = performance.now();
  await page.getByRole("button", { name: "Read all" }).click();
  await page.getByText("Tasks of one type on one level are drawn as one").waitFor();
  const all = performance.now() - begun;
  await page.context().close();
  return { open, all };
}

/** A page in a context of its own, which tells when its graph has been drawn first. */
async function opened(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const look = () => {
      const drawn = document.querySelector(".graph-canvas") !== null;
      // It is drawn with the next frame, and on the screen when the one after begins.
      const next = drawn ? () => requestAnimationFrame(() => (globalThis.drawnAt = performance.now())) : look;
      requestAnimationFrame(next);
    };
    look();
  });
  await page.goto(address);
  return page;
}

async function drawnAt(page) {
  const handle = await page.waitForFunction(() => globalThis.drawnAt);
  return handle.jsonValue();
}

function firstPaint() {
  return performance.getEntriesByName("first-contentful-paint")[0].startTime;
}

/** The page's own worker, asked for the layout of such a graph: the fastest of a few, once it is warm. */
async function layoutMs({ size, width }) {
  const { name } = performance.getEntriesByType("resource").find((entry) => entry.name.includes("graph-worker"));
  const worker = new Worker(name, { type: "module" });
  const before = Array.from({ length: size }, (_, node) =>
    node < width ? [] : [0, 1, 2].map((step) => node - width - (node % width) + ((node * 7 + step * 13) % width)),
  );
  const start = new Uint32Array(size + 1);
  before.forEach((list, node) => {
    start[node + 1] = start[node] + list.length;
  });
  const graph = { count: size, start, before: Uint32Array.from(before.flat()), kind: new Uint32Array(size) };
  let fastest = Number.POSITIVE_INFINITY;
  for (let id = 0; id < 8; id += 1) {
    const begun = performance.now();
    await new Promise((resolve) => {
      worker.onmessage = resolve;
      worker.postMessage({ id, graph, open: [] });
    });
    fastest = Math.min(fastest, performance.now() - begun);
  }
  worker.terminate();
  return fastest;
}

function countFrames() {
  const times = [];
  const next = (time) => {
    times.push(time);
    globalThis.frame = requestAnimationFrame(next);
  };
  globalThis.frameTimes = times;
  next(performance.now());
}

/** Frames in a second, and the longest time between two of them. */
function countedFrames() {
  cancelAnimationFrame(globalThis.frame);
  const times = globalThis.frameTimes;
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  return { frames: (1_000 * gaps.length) / (times.at(-1) - times[0]), longest: Math.max(...gaps) };
}

function lines(rounds) {
  const of = (count) => `P16 page of a flow of ${count}`;
  const values = (figure) => ({ values: each(rounds, figure) });
  const live = { row: `${of(TASKS)}, live` };
  return [
    line({ row: of(TASKS), figure: "first paint", unit: "ms", ...values("painted"), goal: atMost(1_000, "ms") }),
    line({ row: of(TASKS), figure: "graph drawn", unit: "ms", ...values("drawn"), goal: atMost(1_000, "ms") }),
    line({ row: of(TASKS), figure: "layout in the worker", unit: "ms", ...values("layout"), goal: atMost(50, "ms") }),
    line({ ...live, figure: "completions", unit: "/s", ...values("perSecond") }),
    line({ ...live, figure: "frames", unit: "/s", ...values("frames"), goal: atLeast(30, "/s") }),
    line({ ...live, figure: "longest frame", unit: "ms", ...values("longest") }),
    line({ row: of(LARGE), figure: "open, a page drawn", unit: "ms", ...values("open"), goal: atMost(2_000, "ms") }),
    line({ row: of(LARGE), figure: "all tasks read and drawn", unit: "ms", ...values("all") }),
  ];
}
