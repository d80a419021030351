/**
 * The web pages in a real browser: Debian's Chromium, on a real server and MongoDB. What a page logs as an error, or tries
 * against its security policy, is a fault of the test.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults, RunOptions } from "axe-core";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import type { Engine } from "../../src/engine/engine.js";
import type { ServerConfig } from "../../src/server/config.js";
import { createMongoStore } from "../../src/store/mongo/mongo-store.js";
import { startEngine } from "../engine/stores.js";
import { testDatabase } from "../mongod/database.js";
import { startServer } from "../server/running-server.js";

const ROOT = join(import.meta.dirname, "../..");

/** Undefined where there is none: `make tools` installs it. */
export const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

export interface ServedPages {
  readonly engine: Engine;
  /** As in "http://127.0.0.1:PORT/ui/". */
  readonly address: string;
  readonly grpcPort: number;
}

/** A server with the pages of dist/ui, on a database of its own. */
export async function servePages(config: Partial<ServerConfig> = {}): Promise<ServedPages> {
  const { uri, dbName } = testDatabase();
  const { engine } = await startEngine(createMongoStore({ uri, database: dbName }));
  const { httpPort, grpcPort } = await startServer(engine, config);
  return { engine, address: `http://127.0.0.1:${httpPort}/ui/`, grpcPort };
}

/** Generous: it only tells a hang from a slow machine. */
const LONGEST_WAIT_MS = 150_000;

let browser: Promise<Browser> | undefined;

/** One for all tests of a file; it ends with the file's process. */
function theBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("there is no Chromium: make tools");
  // Chromium has no sandbox where it is run by root, as in containers.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  browser ??= chromium.launch({ executablePath: CHROMIUM, headless: true, args });
  return browser;
}

/** For `afterAll`. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong in it so far. */
  readonly faults: readonly string[];
}

/** Closed when the test is over, which fails where something went wrong in the page beside what is expected. */
export async function openPage(
  address: string,
  options: BrowserContextOptions = {},
  expected?: RegExp,
): Promise<OpenedPage> {
  const context = await (await theBrowser()).newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(LONGEST_WAIT_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => void faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && expected?.test(message.text()) !== true) faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  await page.goto(address);
  return { page, context, faults };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What the guidelines ask for (WCAG 2.2, levels A and AA), and what is good practice beside. */
const RULES: RunOptions = { resultTypes: ["violations"] };

/** What axe finds wrong in the page as it is, with the elements that it is about. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // By the debugger: the page's own policy lets no such script in.
  const debug = await page.context().newCDPSession(page);
  await debug.send("Runtime.evaluate", { expression: AXE });
  const { result, exceptionDetails } = await debug.send("Runtime.evaluate", {
    expression: `axe.run(document, ${JSON.stringify(RULES)}).then(({ violations }) => JSON.stringify(violations))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await debug.detach();
  if (exceptionDetails !== undefined) throw new Error(`axe has failed: ${exceptionDetails.text}`);
  const violations: AxeResults["violations"] = JSON.parse(String(result.value));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => `${id}: ${help} at ${target.join(" ")}: ${failureSummary}`),
  );
}

/** Writes docs/images/NAME.png where LAZYENGINE_SCREENSHOTS=1 asks for it; otherwise tests change no file. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env["LAZYENGINE_SCREENSHOTS"] !== "1") return;
  mkdirSync(join(ROOT, "docs/images"), { recursive: true });
  await page.screenshot({ path: join(ROOT, "docs/images", `${name}.png`) });
}
