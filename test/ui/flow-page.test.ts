/**
 * The page of a flow in a real browser: it is steered from there, by mouse and by keys, it lives, and a caller who may only
 * read is offered nothing.
 */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import type { Engine } from "../../src/engine/engine.js";
import { tokensFile } from "../server/tokens-file.js";
import { accessibilityFaults, CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";

afterAll(closeBrowser);

const spec = flowDefinition({
  name: "order",
  tasks: [
    { name: "reserve", type: "stock", input: { article: "<b>chair</b>", count: 2 } },
    { name: "pay", type: "billing", dependsOn: ["reserve"] },
    ...Array.from({ length: 5 }, (_, index) => ({ name: `part-${index}`, type: "ship", dependsOn: ["pay"] })),
  ],
});

async function orderPage(
  query = "",
  expectedErrors?: RegExp,
): Promise<{ readonly engine: Engine; readonly page: Page }> {
  const { engine, address } = await servePages();
  await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
  const { page } = await openPage(`${address}#/flow/order-1${query}`, {}, expectedErrors);
  await page.getByRole("heading", { name: "order-1" }).waitFor();
  return { engine, page };
}

const state = (page: Page) => page.locator(".flow-state");

describe.skipIf(CHROMIUM === undefined)("the page of a flow in Chromium (without it: make tools)", () => {
  it("suspends and resumes it, with a confirmation that is accessible and a reason", async () => {
    const { engine, page } = await orderPage();
    await page.getByRole("button", { name: "Suspend" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByLabel(/Reason/).fill("the stock is counted");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await state(page).filter({ hasText: "suspended" }).waitFor();
    const { flow } = await engine.getFlowDetails({ flowId: "order-1" });
    expect(flow.state).toBe("SUSPENDED");
    await page.getByRole("button", { name: "Resume" }).click();
    await dialog.getByRole("button", { name: "Resume" }).click();
    await state(page).filter({ hasText: "running" }).waitFor();
  });

  it("completes a task, with what it was given shown as text, and what that made ready is told", async () => {
    const { engine, page } = await orderPage("?view=tasks&task=reserve");
    await page.getByText("<b>chair</b>").waitFor();
    await page.getByRole("button", { name: "Complete" }).click();
    const dialog = page.getByRole("dialog");
    const result = dialog.getByLabel(/Result in JSON/);
    await result.fill('{"place": ');
    await dialog.getByText(/^result: /).waitFor();
    expect(await dialog.getByRole("button", { name: "Record" }).isDisabled()).toBe(true);
    await result.fill('{"place": 7}');
    await dialog.getByRole("button", { name: "Record" }).click();
    await page.getByRole("row").filter({ hasText: "reserve" }).filter({ hasText: "succeeded" }).waitFor();
    await page.getByRole("row").filter({ hasText: "pay" }).filter({ hasText: "ready" }).waitFor();
    await page.getByRole("complementary").getByText('"place": 7').waitFor();
    const { tasks } = await engine.getFlowDetails({ flowId: "order-1", view: "FULL", taskIds: ["reserve"] });
    expect(tasks[0]?.state).toBe("SUCCEEDED");
  });

  it("goes on after the end of the flow: it is reopened elsewhere, deleted, and run again with other tasks", async () => {
    const { engine, page } = await orderPage("?view=tasks");
    const failure = { type: "OutOfStock", message: "no chair", retryable: false, causes: [] };
    await engine.taskComplete({ flowId: "order-1", taskId: "reserve", outcome: { kind: "failure", failure } });
    await state(page).filter({ hasText: "failed" }).waitFor();
    await engine.retryFlow({ flowId: "order-1" });
    await state(page).filter({ hasText: "running" }).waitFor();
    await engine.cancelFlow({ flowId: "order-1" });
    await state(page).filter({ hasText: "cancelled" }).waitFor();
    await engine.deleteFlow({ flowId: "order-1" });
    await state(page).filter({ hasText: "deleted" }).waitFor();
    expect(await page.locator(".actions button").count()).toBe(0);
    const refund = flowDefinition({ name: "refund", tasks: [{ name: "refund", type: "billing" }] });
    await engine.run({ flowId: "order-1", definition: { kind: "spec", spec: refund } });
    await state(page).filter({ hasText: "running" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    expect(await page.locator(".tasks-table tbody .id").allInnerTexts()).toEqual(["refund"]);
  });

  it("asks no more about a run that another one has taken the place of", async () => {
    const { engine, page } = await orderPage();
    await engine.cancelFlow({ flowId: "order-1" });
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").waitFor();
    await engine.run({ flowId: "order-1", conflictPolicy: "REPLACE", definition: { kind: "spec", spec } });
    await state(page).filter({ hasText: "running" }).waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("shows the tasks of another run of a large flow from their first page on", async () => {
    const large = (name: string) => {
      const tasks = Array.from({ length: 5_001 }, (_, index) => ({ name: `${name}-${index}`, type: "ship" }));
      return { kind: "spec", spec: flowDefinition({ name, tasks }) } as const;
    };
    const { engine, address } = await servePages();
    await engine.run({ flowId: "large", definition: large("old") });
    // The browser itself logs it where a page of the run is read once more while that is deleted and run again.
    const { page } = await openPage(`${address}#/flow/large?view=tasks`, {}, /status of 40[49]/);
    await page.getByRole("button", { name: "old-0", exact: true }).waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("button", { name: "old-200", exact: true }).waitFor();
    await engine.cancelFlow({ flowId: "large" });
    await state(page).filter({ hasText: "cancelled" }).waitFor();
    await engine.deleteFlow({ flowId: "large" });
    await engine.run({ flowId: "large", definition: large("new") });
    await page.getByRole("button", { name: "new-0", exact: true }).waitFor();
    await page.getByText("page 1 of 26").waitFor();
    expect(await page.getByRole("button", { name: /^old-/ }).count()).toBe(0);
  });

  it("shows a refusal with its reason, and leaves the dialog standing", async () => {
    // The browser itself logs that the call was refused.
    const { engine, page } = await orderPage("", /status of 400/);
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/Reason/).fill("x".repeat(1_025));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByRole("alert").filter({ hasText: "LIMIT_EXCEEDED" }).waitFor();
    await dialog.getByRole("alert").filter({ hasText: "reason" }).waitFor();
    expect((await engine.getFlowDetails({ flowId: "order-1" })).flow.state).toBe("RUNNING");
  });

  it("is walked through by keys alone: along the graph to a task, which opens", async () => {
    const { page } = await orderPage();
    const graph = page.getByRole("application");
    await graph.focus();
    const said = page.locator(".graph [aria-live]");
    await page.keyboard.press("ArrowRight");
    await said.filter({ hasText: "reserve: ready" }).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowRight");
    await said.filter({ hasText: "pay: pending" }).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowRight");
    await said.filter({ hasText: "part-… ship, 5 tasks: 5 pending" }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Draw each" }).click();
    await page.getByRole("button", { name: "Draw alike ones as one" }).waitFor();
    await graph.focus();
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Task reserve" }).waitFor();
  });

  it("simulates it from where it stands, and tells the critical path", async () => {
    const { page } = await orderPage("?view=simulate");
    await page.getByRole("tabpanel").getByRole("button", { name: "Simulate" }).click();
    const result = page.getByRole("region", { name: "Result of the simulation" });
    await result.getByText("3.0 s").first().waitFor();
    expect(await result.locator(".path li").allInnerTexts()).toEqual([
      "reserve from 0 ms to 1.0 s",
      "pay from 1.0 s to 2.0 s",
      expect.stringMatching(/^part-\d from 2\.0 s to 3\.0 s$/),
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("offers a caller nothing whose token may only read", async () => {
    const token = "reader-0123456789";
    const file = tokensFile(`tokens: [{ token: ${token}, principal: reader, namespaces: { default: [read] } }]`);
    const { engine, address } = await servePages({ tokens: file.path });
    await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
    // The browser itself logs that the first calls were refused.
    const { page } = await openPage(`${address}#/flow/order-1?task=reserve`, {}, /status of 401/);
    await page.getByRole("dialog").locator("input").fill(token);
    await page.keyboard.press("Enter");
    await page.getByRole("complementary", { name: "Task reserve" }).getByText("BEGINS_FLOW").waitFor();
    await page.getByRole("button", { name: "reader" }).waitFor();
    expect(await page.locator(".actions button").count()).toBe(0);
  });
});
