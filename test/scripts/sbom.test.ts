/**
 * The SBOM of the npm package names all that npm installs with it, as the lockfile has it, and nothing that only development uses.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { npmSbom } from "../../scripts/release/sbom/npm.mjs";

interface Locked {
  readonly version: string;
  readonly dev?: boolean;
}

test("each package of the lockfile but those of development is a component, and no other but what is bundled", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const { components } = npmSbom({ version, time: 0 }) as {
    components: readonly { name: string; version: string; properties?: readonly { name: string }[] }[];
  };
  const installed = Object.entries(lock.packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true)
    .map(([path, locked]) => `${path.split("node_modules/").at(-1)}@${locked.version}`);
  const bundled = components.filter(({ properties = [] }) =>
    properties.some(({ name }) => name.endsWith("bundled-in")),
  );
  const named = (all: typeof components) => all.map((component) => `${component.name}@${component.version}`);
  expect(installed.length).toBeGreaterThan(50);
  expect(named(components)).toEqual(expect.arrayContaining(installed));
  expect(new Set(named(components))).toEqual(new Set([...installed, ...named(bundled)]));
});
