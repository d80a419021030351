// Bundles the `lazyengine` command, as it was compiled, into dist/bin/: it starts in a third less time than from the some
// 300 files of its own. What it needs of other packages stays outside. Readable as it is, so it has no source maps.
import { chmodSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filesOf, isNewer } from "./is-newer.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const entry = "dist/cli/main.js";
const output = "dist/bin";
const command = `${output}/lazyengine.js`;
const NOT_SOURCES = /^dist\/(bin|ui|man|release)\//;

/** Bundles anew where something has been compiled since the last time. */
export async function bundleCommand() {
  const sources = [...scripts("dist"), ...scripts("gen/ts"), "scripts/bundle-command.mjs", "package-lock.json"];
  if (isNewer(command, sources)) return;
  // Loaded only here: it takes half a second.
  const { build } = await import("vite");
  await build({
    configFile: false,
    logLevel: "warn",
    root,
    publicDir: false,
    build: {
      ssr: entry,
      outDir: output,
      emptyOutDir: true,
      target: "node20",
      minify: false,
      rolldownOptions: { output: { entryFileNames: "lazyengine.js", chunkFileNames: "[name]-[hash].js" } },
    },
  });
  chmodSync(command, 0o755);
}

function scripts(folder) {
  return filesOf(folder).filter((file) => file.endsWith(".js") && !NOT_SOURCES.test(file));
}
