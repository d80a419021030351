// Asks the test run for what it makes at most once (global-setup.ts).
import { inject } from "vitest";

/** Connection string of the run's replica set. Throws with all that was tried when there is no mongod. */
export function mongodbUri(): Promise<string> {
  return ask("/mongodb-uri");
}

/** URL of the compiled package's folder, ending in "/". */
export function distUrl(): Promise<string> {
  return ask("/dist");
}

async function ask(path: string): Promise<string> {
  const response = await fetch(`${inject("oncePerRun")}${path}`);
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}
