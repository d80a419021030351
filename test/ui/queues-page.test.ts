/**
 * The page Queues in a real browser: concurrency keys with what waits for them, page by page, and the setting of a limit.
 */
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import type { Engine } from "../../src/engine/engine.js";
import { tokensFile } from "../server/tokens-file.js";
import { accessibilityFaults, CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";

afterAll(closeBrowser);

/** Three tasks of the key `crm`, of which one is held. */
async function someKeyedTasks(engine: Engine): Promise<void> {
  const tasks = ["a", "b", "c"].map((name) => ({ name, type: "sync", concurrencyKey: "crm" }));
  await engine.run({ flowId: "sync-1", definition: { kind: "spec", spec: flowDefinition({ name: "sync", tasks }) } });
  const poll = { queues: ["sync"], maxTasks: 3, maxInFlight: 3, waitMs: 10_000, leaseMs: 600_000 };
  expect((await engine.pollReadyTasks(poll)).tasks).toHaveLength(1);
}

function keyRow(page: Page, name: string) {
  const table = page.getByRole("table", { name: /Concurrency keys/ });
  return table.getByRole("row").filter({ has: page.getByRole("cell", { name, exact: true }) });
}

/** As soon as its first cells say so. */
async function shows(page: Page, name: string, ...cells: readonly string[]): Promise<void> {
  const read = async () => (await keyRow(page, name).getByRole("cell").allInnerTexts()).slice(1, 1 + cells.length);
  await expect.poll(read, { timeout: 15_000 }).toEqual(cells);
}

describe.skipIf(CHROMIUM === undefined)("concurrency keys in Chromium (without it: make tools)", () => {
  it("a key stands there with what is used and what waits, and its limit is set", async () => {
    const { engine, address } = await servePages();
    await someKeyedTasks(engine);
    const { page } = await openPage(`${address}#/queues`);
    await shows(page, "crm", "1", "1", "2");
    await keyRow(page, "crm").getByText("as many are held as its limit allows").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Limit crm" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Limit").fill("none");
    await dialog.getByText("A limit is a whole number").waitFor();
    expect(await dialog.getByRole("button", { name: "Set" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Limit").fill("3");
    await dialog.getByLabel(/Reason/).fill("their rate");
    expect(await accessibilityFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Set" }).click();
    await dialog.waitFor({ state: "hidden" });
    await shows(page, "crm", "1", "3", "2");
    await keyRow(page, "crm").getByText("their rate").waitFor();
    const { keys } = await engine.listConcurrencyKeys({});
    expect(keys).toMatchObject([{ name: "crm", limit: 3, reason: "their rate" }]);
  });

  it("a key that no task has named yet is limited, and what the server refuses is said", async () => {
    const { engine, address } = await servePages();
    // The browser itself logs that a call was refused.
    const { page } = await openPage(`${address}#/queues`, {}, /status of 4/);
    await page.getByText("No key is set, and nothing waits for one.").waitFor();
    await page.getByRole("button", { name: "Limit a key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Key, as tasks name it").fill("billing");
    await dialog.getByLabel("Limit").fill("4000000");
    await dialog.getByRole("button", { name: "Set" }).click();
    await dialog
      .getByRole("alert")
      .filter({ hasText: "LIMIT_EXCEEDED" })
      .filter({ hasText: /100,?000/ })
      .waitFor();
    await dialog.getByLabel("Limit").fill("4");
    await dialog.getByRole("button", { name: "Set" }).click();
    await shows(page, "billing", "0", "4", "0");
    expect((await engine.listConcurrencyKeys({})).keys).toMatchObject([{ name: "billing", limit: 4 }]);
  });

  it("more keys than a page has are read page by page", async () => {
    const { engine, address } = await servePages();
    const names = Array.from({ length: 51 }, (_, index) => `k${String(index).padStart(2, "0")}`);
    for (const key of names) await engine.updateConcurrencyKey({ key, limit: 2 });
    const { page } = await openPage(`${address}#/queues`);
    await keyRow(page, "k49").waitFor();
    expect(await keyRow(page, "k50").count()).toBe(0);
    await page.getByRole("button", { name: "Next keys" }).click();
    await keyRow(page, "k50").waitFor();
    expect(await keyRow(page, "k49").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Next keys" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Previous keys" }).click();
    await keyRow(page, "k00").waitFor();
  });

  it("who may only read is offered no limit to set", async () => {
    const token = "reader-0123456789";
    const file = tokensFile(`tokens: [{ token: ${token}, principal: reader, namespaces: { default: [read] } }]`);
    const { engine, address } = await servePages({ tokens: file.path });
    await engine.updateConcurrencyKey({ key: "crm", limit: 2 });
    const { page } = await openPage(`${address}#/queues`, {}, /status of 401/);
    const dialog = page.getByRole("dialog");
    await dialog.locator("input").first().fill(token);
    await page.keyboard.press("Enter");
    await keyRow(page, "crm").waitFor();
    expect(await page.getByRole("button", { name: /^Limit/ }).count()).toBe(0);
  });
});
