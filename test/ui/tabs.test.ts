/**
 * Several tabs and windows of one browser, which have six connections to a server between them: who is not seen takes
 * none, and who gets none says why.
 */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import { CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";

afterAll(closeBrowser);

const CONNECTIONS = 6;
const spec = flowDefinition({ name: "order", tasks: [{ name: "reserve", type: "stock" }] });

/** Headless Chromium shows all of its tabs: what one is told of itself stands in for what is seen. */
const HIDDEN = (): void => void Object.defineProperty(document, "hidden", { configurable: true, get: () => true });

async function hide(page: Page): Promise<void> {
  await page.evaluate(HIDDEN);
  await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
}

async function show(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "hidden");
    document.dispatchEvent(new Event("visibilitychange"));
  });
}

const rows = (page: Page) => page.getByRole("row").filter({ hasText: "order-1" });
const live = (page: Page) => page.locator(".watch-live");

async function servedFlow() {
  const { engine, address } = await servePages();
  await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
  return { engine, address: `${address}#/flows` };
}

async function anotherTab(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

describe.skipIf(CHROMIUM === undefined)("tabs of one browser in Chromium (without it: make tools)", () => {
  it("a tab that is opened in the background reads nothing and takes no stream until it is looked at", async () => {
    const { address } = await servedFlow();
    const { context } = await openPage("about:blank");
    await context.addInitScript(HIDDEN);
    const page = await context.newPage();
    const calls: string[] = [];
    page.on("request", (request) => request.resourceType() === "fetch" && calls.push(request.url()));
    // A stream would never let the network rest.
    await page.goto(address, { waitUntil: "networkidle" });
    await page.getByRole("heading", { name: "Flows" }).waitFor();
    expect(calls).toEqual([]);
    await show(page);
    await rows(page).waitFor();
  });

  it("a tab that is hidden lets go of its stream, and goes on when it is looked at again", async () => {
    const { engine, address } = await servedFlow();
    const { page } = await openPage(address);
    await rows(page).waitFor();
    const letGo = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/WatchFlow"));
    await hide(page);
    await letGo;
    await engine.suspendFlow({ flowId: "order-1" });
    await show(page);
    await rows(page).filter({ hasText: "suspended" }).waitFor();
    await live(page).waitFor();
  });

  it("where windows that are seen hold all connections, another one says so, and gets on once one is hidden", async () => {
    const { address } = await servedFlow();
    const { context, page: first } = await openPage(address);
    await live(first).waitFor();
    for (let windows = 1; windows < CONNECTIONS - 1; windows += 1) {
      await live(await anotherTab(context, address)).waitFor();
    }
    const last = await anotherTab(context, address);
    const note = last.getByRole("status").filter({ hasText: "six connections" });
    await note.waitFor();
    await hide(first);
    await rows(last).waitFor();
    await note.waitFor({ state: "hidden" });
  });

  it("an order that cannot be sent says so where it was given, and is carried out once it can be", async () => {
    const { engine, address } = await servedFlow();
    const { context, page } = await openPage(address.replace("#/flows", "#/flow/order-1"));
    await live(page).waitFor();
    for (let windows = 1; windows < CONNECTIONS - 1; windows += 1) {
      await live(await anotherTab(context, address)).waitFor();
    }
    const last = await anotherTab(context, address);
    await last.getByRole("status").filter({ hasText: "six connections" }).waitFor();
    await page.getByRole("button", { name: "Suspend" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await dialog.getByText("six connections").waitFor();
    await hide(last);
    await page.locator(".flow-state").filter({ hasText: "suspended" }).waitFor();
    expect((await engine.getFlowDetails({ flowId: "order-1" })).flow.state).toBe("SUSPENDED");
  });
});
