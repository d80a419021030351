/**
 * What lives does not move: a flow that fails, and a task that ends or waits for another try, leave everything below in its
 * place.
 */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import type { Engine } from "../../src/engine/engine.js";
import { CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";
import { succeeded } from "./live-engine.js";

afterAll(closeBrowser);

const spec = flowDefinition({
  name: "order",
  tasks: [
    { name: "reserve", type: "stock", retry: { maxAttempts: 2, initialInterval: 3_600_000 } },
    { name: "pay", type: "billing", dependsOn: ["reserve"] },
  ],
});

/** What stands below what changes: the views of the flow, and of the task its facts and what comes after them. */
const PLACES = [".facts-row", ".tabs", ".flow-body", ".panel .facts", ".panel .explanation"];

/** How far each is from the top. */
async function placesOf(page: Page): Promise<readonly number[]> {
  const boxes = await Promise.all(PLACES.map((place) => page.locator(place).boundingBox()));
  return boxes.map((box) => Math.round(box?.y ?? Number.NaN));
}

async function failed(engine: Engine, retryable: boolean): Promise<void> {
  const failure = { type: "StockError", message: `nothing left ${"of it ".repeat(60)}`, retryable, causes: [] };
  await engine.taskComplete({ flowId: "order-1", taskId: "reserve", outcome: { kind: "failure", failure } });
}

const CHANGES = [
  {
    what: "a flow that fails",
    change: (engine: Engine) => failed(engine, false),
    task: "failed",
    why: "COMPLETED",
    flow: "failed",
  },
  {
    what: "a task that is tried again",
    change: (engine: Engine) => failed(engine, true),
    task: "delayed",
    why: "RETRY_DUE",
    flow: "running",
  },
  {
    what: "a task that succeeds",
    change: (engine: Engine) => engine.taskComplete({ flowId: "order-1", taskId: "reserve", outcome: succeeded }),
    task: "succeeded",
    why: "COMPLETED",
    flow: "running",
  },
] as const;

describe.skipIf(CHROMIUM === undefined)("what lives, in Chromium (without it: make tools)", () => {
  it.each(CHANGES)("$what moves nothing", async ({ change, task, flow, why }) => {
    const { engine, address } = await servePages();
    await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
    const { page } = await openPage(`${address}#/flow/order-1?view=tasks&task=reserve`);
    await page.locator(".watch-live").waitFor();
    await page.locator(".panel").getByText("BEGINS_FLOW").waitFor();
    const before = await placesOf(page);
    await change(engine);
    await page.locator(".flow-state").filter({ hasText: flow }).waitFor();
    await page.locator(".panel-state").filter({ hasText: task }).waitFor();
    await page.locator(".explanation").filter({ hasText: why }).waitFor();
    expect(await placesOf(page)).toEqual(before);
  });

  it("the failure of a flow is shown on one line, and whole on request", async () => {
    const { engine, address } = await servePages();
    await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
    const { page } = await openPage(`${address}#/flow/order-1`);
    await page.locator(".watch-live").waitFor();
    await failed(engine, false);
    const line = page.locator(".flow-failure");
    await line.click();
    await page.locator(".flow-head .note-bad").filter({ hasText: "nothing left" }).waitFor();
    await line.click();
    await page.locator(".flow-head .note-bad").waitFor({ state: "hidden" });
  });
});
