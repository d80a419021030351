/**
 * Every page in a real browser, in light and dark: it opens under the security policy, shows what the server holds, and
 * axe finds nothing wrong in it.
 */
import { afterAll, describe, expect, it } from "vitest";
import { flowDefinition } from "../../src/embedded/flow-definition.js";
import type { Engine } from "../../src/engine/engine.js";
import { tokensFile } from "../server/tokens-file.js";
import { accessibilityFaults, CHROMIUM, closeBrowser, openPage, screenshot, servePages } from "./browser.js";

afterAll(closeBrowser);

const LOOKS = ["light", "dark"] as const;

/** A flow for each of these states, and one with a task that waits for nobody. */
async function someFlows(engine: Engine): Promise<void> {
  const picks = Array.from({ length: 8 }, (_, index) => `pick-${index}`);
  const spec = flowDefinition({
    name: "order",
    labels: { customer: "acme" },
    tasks: [
      { name: "reserve", type: "stock" },
      { name: "pay", type: "billing", dependsOn: ["reserve"] },
      ...picks.map((name) => ({ name, type: "warehouse", dependsOn: ["pay"] })),
      { name: "invoice", type: "billing", dependsOn: ["pay"] },
      { name: "ship", type: "logistics", dependsOn: [...picks, "invoice"] },
    ],
  });
  for (const flowId of ["order-1", "order-2", "order-3"])
    await engine.run({ flowId, definition: { kind: "spec", spec } });
  await engine.suspendFlow({ flowId: "order-2" });
  await engine.cancelFlow({ flowId: "order-3" });
}

const PAGES = [
  { name: "flows", route: "#/flows", shows: "order-1" },
  { name: "flow", route: "#/flow/order-1?task=reserve", shows: "no executor of queue stock" },
  { name: "timeline", route: "#/flow/order-1?view=timeline", shows: "Whole" },
  { name: "tasks", route: "#/flow/order-1?view=tasks", shows: "logistics" },
  { name: "queues", route: "#/queues", shows: "no executor is connected" },
  { name: "simulate", route: "#/simulate", shows: "Definition, in YAML or JSON" },
] as const;

describe.skipIf(CHROMIUM === undefined)("in Chromium (without it: make tools)", () => {
  describe.each(LOOKS)("in %s", (colorScheme) => {
    it.each(PAGES)("the page $name shows what there is and is accessible", async ({ name, route, shows }) => {
      const { engine, address } = await servePages();
      await someFlows(engine);
      const { page } = await openPage(`${address}${route}`, { colorScheme });
      await page.getByText(shows, { exact: false }).first().waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await screenshot(page, `ui-${name}-${colorScheme}`);
    });
  });

  it("a flow that is run is told at once, without moving a row, and so is its end", async () => {
    const { engine, address } = await servePages();
    const { page } = await openPage(`${address}#/flows`);
    // Once the list has been read: a flow from before that is in it.
    await page.getByText("No flows match.").waitFor();
    const spec = flowDefinition({ name: "later", tasks: [{ name: "a", type: "w" }] });
    await engine.run({ flowId: "later-1", definition: { kind: "spec", spec } });
    await page.getByRole("button", { name: "Show 1 newer flow" }).click();
    const row = page.getByRole("row").filter({ hasText: "later-1" });
    await row.waitFor();
    await engine.cancelFlow({ flowId: "later-1" });
    await row.filter({ hasText: /cancelled/i }).waitFor();
  });

  it("a token is asked for where one is needed, and shows its caller's flows", async () => {
    const token = "reader-0123456789";
    const file = tokensFile(`tokens: [{ token: ${token}, principal: reader, namespaces: { default: [read] } }]`);
    const { engine, address } = await servePages({ tokens: file.path });
    await someFlows(engine);
    // The browser itself logs that the first calls were refused.
    const { page } = await openPage(address, {}, /status of 401/);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.getByText("order-1").count()).toBe(0);
    await dialog.getByRole("textbox").or(dialog.locator("input")).first().fill(token);
    await page.keyboard.press("Enter");
    await page.getByRole("row").filter({ hasText: "order-1" }).waitFor();
  });
});
