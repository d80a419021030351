/**
 * Test engines that end with their tests.
 */
import { onTestFinished } from "vitest";
import { createTestEngine, type TestEngine, type TestEngineOptions } from "../../src/testing/index.js";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export async function engineUnderTest(options: TestEngineOptions = {}): Promise<TestEngine> {
  const engine = await createTestEngine(options);
  onTestFinished(() => engine.stop());
  return engine;
}

/** Resolves when `open` is called. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
