/**
 * Flows that are unlike most, in a real browser: without tasks, with names and texts that would break a page, in a narrow
 * window, and steered by keys where buttons come and go.
 */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import { accessibilityFaults, CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";

afterAll(closeBrowser);

type Tasks = NonNullable<Parameters<typeof flowDefinition>[0]["tasks"]>;

async function served(tasks: Tasks) {
  const { engine, address } = await servePages();
  const spec = flowDefinition({ name: "odd", tasks });
  await engine.run({ flowId: "odd-1", definition: { kind: "spec", spec } });
  return { engine, address };
}

const hasFocus = (page: Page, place: string) => page.waitForSelector(`${place}:focus`, { state: "attached" });

describe.skipIf(CHROMIUM === undefined)("odd flows in Chromium (without it: make tools)", () => {
  it("a flow without tasks says that there are none", async () => {
    const { address } = await served([]);
    const { page } = await openPage(`${address}#/flow/odd-1`);
    await page.getByText("There are no tasks.").waitFor();
    expect(await page.getByText("Drawing…").count()).toBe(0);
  });

  it("in a narrow window every column has room, and the page is as wide as the window", async () => {
    const name = "q".repeat(120);
    const { address } = await served([{ name: "a", type: name }]);
    const { page } = await openPage(`${address}#/queues`, { viewport: { width: 360, height: 740 } });
    for (const route of ["#/queues", "#/flows"]) {
      await page.goto(`${address}${route}`);
      await page.locator(".rows tbody tr").first().waitFor();
      const [outside, narrowest] = await page.evaluate(() => [
        document.documentElement.scrollWidth - innerWidth,
        Math.min(...[...document.querySelectorAll(".rows th")].map((cell) => cell.getBoundingClientRect().width)),
      ]);
      expect(outside, route).toBe(0);
      expect(narrowest, route).toBeGreaterThanOrEqual(75);
    }
  });

  it("marks that turn the direction of text are spelled out, wherever others have put them", async () => {
    const turned = "\u202egnissim";
    const { engine, address } = await served([{ name: "a", type: "work", input: { note: turned } }]);
    const spec = flowDefinition({ name: turned, tasks: [{ name: turned, type: "work", concurrencyKey: turned }] });
    await engine.run({ flowId: "odd-2", labels: { team: turned }, definition: { kind: "spec", spec } });
    const failure = { type: "Broken", message: turned, retryable: false, causes: [] };
    await engine.taskComplete({ flowId: "odd-1", taskId: "a", outcome: { kind: "failure", failure } });
    const { page } = await openPage(`${address}#/flow/odd-1?task=a`);
    await page.locator(".payload-text").filter({ hasText: "\\u202egnissim" }).waitFor();
    await page.locator(".reasons").filter({ hasText: "\\u202egnissim" }).waitFor();
    for (const route of ["flow/odd-1?task=a", "flow/odd-1?view=tasks", "flow/odd-2?view=tasks", "flows", "queues"]) {
      await page.goto(`${address}#/${route}`);
      await page.locator("#content").filter({ hasText: "\\u202egnissim" }).waitFor();
      expect(await page.locator("#content").textContent(), route).not.toContain("\u202e");
    }
  });

  it("tells at a task on which outcomes and conditions edges lead from it, and follows one", async () => {
    const next = [{ to: "b", on: ["SUCCESS" as const], condition: "result.n > 3.0" }];
    const { address } = await served([
      { name: "a", type: "work", next },
      { name: "b", type: "work" },
    ]);
    const { page } = await openPage(`${address}#/flow/odd-1?task=a`);
    await page.getByText("Edges and their conditions").click();
    await page.locator(".edges code").filter({ hasText: "result.n > 3.0" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator(".edges").getByRole("button", { name: "b" }).click();
    const panel = page.getByRole("complementary", { name: "Task b" });
    await panel.locator(".edges code").filter({ hasText: "result.n > 3.0" }).waitFor();
  });

  it("completes a task that is ready for a further try", async () => {
    const retry = { maxAttempts: 3, initialInterval: "1ms" };
    const { engine, address } = await served([{ name: "a", type: "work", retry }]);
    const { tasks } = await engine.pollReadyTasks({ queues: ["work"], maxTasks: 1, waitMs: 10_000 });
    const failure = { type: "Broken", message: "once", retryable: true, causes: [] };
    const claimToken = tasks[0]?.claimToken ?? "";
    await engine.taskComplete({ flowId: "odd-1", taskId: "a", claimToken, outcome: { kind: "failure", failure } });
    const { page } = await openPage(`${address}#/flow/odd-1?task=a`);
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Record" }).click();
    await page.locator(".flow-state").filter({ hasText: "succeeded" }).waitFor();
  });

  it("keys have a place where they go on, in another page and where the button pressed is there no more", async () => {
    const { address } = await served([{ name: "a", type: "work" }]);
    const { page } = await openPage(`${address}#/flows`);
    await page.getByRole("row").filter({ hasText: "odd-1" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("odd-1");
    await page.keyboard.press("Enter");
    await hasFocus(page, "#content");
    await page.goto(`${address}#/flow/odd-1?task=a`);
    await page.getByRole("button", { name: "Complete" }).press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Record" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Complete" }).waitFor({ state: "detached" });
    await hasFocus(page, ".panel .actions");
  });

  it("assumptions that no simulation takes are refused at their field", async () => {
    const { address } = await served([{ name: "a", type: "work" }]);
    const { page } = await openPage(`${address}#/simulate`);
    const [seconds, slots] = [page.getByLabel(/A try takes/), page.getByLabel(/Tasks at once/)];
    const isValid = (field: typeof seconds) => field.evaluate((input: HTMLInputElement) => input.validity.valid);
    await seconds.fill("1e99");
    await slots.fill("1e12");
    expect([await isValid(seconds), await isValid(slots)]).toEqual([false, false]);
    await page.getByRole("button", { name: "Simulate" }).click();
    await seconds.fill("315360000");
    await slots.fill("4294967295");
    await page.getByRole("button", { name: "Simulate" }).click();
    await page.getByRole("region", { name: "Result of the simulation" }).waitFor();
  });
});
