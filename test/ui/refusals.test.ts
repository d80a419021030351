/**
 * A server that refuses for a while, and callers whose tokens allow less than before or nothing here: pages read again
 * until they are answered, offer no more than the caller may, and lead on.
 */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, describe, expect, it, vi } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import { bearer, tokensFile } from "../server/tokens-file.js";
import { accessibilityFaults, CHROMIUM, closeBrowser, openPage, servePages } from "./browser.js";

afterAll(closeBrowser);

const spec = flowDefinition({ name: "order", tasks: [{ name: "reserve", type: "stock" }] });
const TOKEN = "operator-0123456789";

/** What is asked at addresses that end so is refused, as under overload, until what is returned says so. */
async function refuse(context: BrowserContext, ending: string): Promise<() => Promise<void>> {
  const json = { code: "resource_exhausted", message: "too many calls are under way" };
  await context.route(`**/${ending}`, (route) => route.fulfill({ status: 503, json }));
  return () => context.unroute(`**/${ending}`);
}

async function servedFlow() {
  const { engine, address } = await servePages();
  await engine.run({ flowId: "order-1", definition: { kind: "spec", spec } });
  const { context, page } = await openPage("about:blank", {}, /status of 503/);
  return { address, context, page };
}

const again = (page: Page) => page.getByRole("status").filter({ hasText: "read again until there is an answer" });

/** A server whose tokens can be changed, and a page of its caller. */
async function servedTo(namespaces: string, expected?: RegExp) {
  const content = (granted: string): string =>
    `tokens: [{ token: ${TOKEN}, principal: operator, namespaces: ${granted} }]`;
  const file = tokensFile(content(namespaces));
  const { engine, address } = await servePages({ tokens: file.path });
  for (const namespace of ["default", "other"]) {
    await engine.run({ namespace, flowId: "order-1", definition: { kind: "spec", spec } });
  }
  const { page, context } = await openPage("about:blank", {}, expected);
  await context.addInitScript((token) => sessionStorage.setItem("lazyengine.token", token), TOKEN);
  /** Over once the server knows it. */
  const grant = async (granted: string): Promise<void> => {
    const session = async (): Promise<string> => (await fetch(`${address}api/session`, bearer(TOKEN))).text();
    const before = await session();
    file.replace(content(granted));
    await vi.waitUntil(async () => (await session()) !== before, { timeout: 60_000 });
  };
  return { engine, address, page, grant };
}

describe.skipIf(CHROMIUM === undefined)("refusals in Chromium (without it: make tools)", () => {
  it.each([
    { what: "the list", ending: "ListFlows", route: "#/flows", shows: "order" },
    { what: "a flow", ending: "GetFlowDetails", route: "#/flow/order-1?view=tasks", shows: "reserve" },
    { what: "a task's reasons", ending: "ExplainTask", route: "#/flow/order-1?task=reserve", shows: "BEGINS_FLOW" },
  ])("$what is read again until it is answered, which the page says", async ({ ending, route, shows }) => {
    const { address, context, page } = await servedFlow();
    const answer = await refuse(context, ending);
    await page.goto(`${address}${route}`);
    await again(page).waitFor();
    if (route === "#/flows") expect(await page.locator(".watch-live").count()).toBe(0);
    await answer();
    await page.getByText(shows, { exact: false }).first().waitFor();
    await again(page).waitFor({ state: "hidden" });
  });

  it("what the caller may is asked again until it is known, and then offered", async () => {
    const { address, context, page } = await servedFlow();
    const answer = await refuse(context, "ui/api/session");
    await page.goto(`${address}#/flow/order-1`);
    await again(page).waitFor();
    expect(await page.getByRole("button", { name: "Suspend" }).count()).toBe(0);
    await answer();
    await page.getByRole("button", { name: "Suspend" }).waitFor();
  });

  it("after a refusal what the caller may not do any more is not offered", async () => {
    const { address, page, grant } = await servedTo("{ default: [read, complete] }", /status of 403/);
    await page.goto(`${address}#/flow/order-1?task=reserve`);
    await page.getByRole("button", { name: "Complete" }).click();
    await grant("{ default: [read] }");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.getByRole("alert").filter({ hasText: "PERMISSION_DENIED" }).waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Complete" }).waitFor({ state: "hidden" });
  });

  it("now and then the caller is asked for again, so that what it may by now is offered", async () => {
    const { address, page, grant } = await servedTo("{ default: [read] }");
    await page.clock.install();
    await page.goto(`${address}#/flow/order-1`);
    await page.getByRole("button", { name: "operator" }).waitFor();
    await grant("{ default: [read, admin] }");
    expect(await page.getByRole("button", { name: "Suspend" }).count()).toBe(0);
    await page.clock.runFor(60_000);
    await page.getByRole("button", { name: "Suspend" }).waitFor();
  });

  it.each(["#/flows", "#/queues", "#/simulate"])(
    "from %s a caller is led to the namespace it may look at",
    async (route) => {
      const { address, page } = await servedTo("{ other: [read] }", /status of 403/);
      await page.goto(`${address}${route}`);
      const place = page.getByRole("region", { name: "No access" });
      await place.getByText("it lacks read there").waitFor();
      expect(await page.getByRole("button", { name: "Simulate" }).count()).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
      await place.getByRole("link", { name: "other" }).click();
      await place.waitFor({ state: "hidden" });
      if (route === "#/flows") await page.getByRole("row").filter({ hasText: "order-1" }).waitFor();
    },
  );

  it("a caller who may look at nothing is told what to do", async () => {
    const { address, page } = await servedTo("{ default: [watch] }", /status of 403/);
    await page.goto(`${address}#/simulate`);
    await page.getByText("Enter another token, or ask whoever runs the server").waitFor();
  });
});
