// Bundles the web UI, ui/, into dist/ui/. Addresses are relative, so that the page works under any prefix; nothing is
// inlined, since the page's security policy allows no script, style or image but from files beside it. `licenses.json`
// beside them names the packages that went into the bundle, with their licences, as these ask for.
import { fileURLToPath } from "node:url";
import { filesOf, isNewer } from "./is-newer.mjs";

const root = fileURLToPath(new URL("../ui", import.meta.url));
const output = fileURLToPath(new URL("../dist/ui", import.meta.url));

/** What the page is made of. */
const SOURCES = ["ui", "gen/ts", "src/client/flow-file", "scripts/bundle-ui.mjs", "package-lock.json"];

/** Bundles anew where something that the page is made of has changed since the last time. */
export async function bundleUi() {
  if (isNewer(`${output}/index.html`, SOURCES.flatMap(filesOf))) return;
  // Loaded only here: it takes half a second.
  const { build } = await import("vite");
  await build({
    configFile: false,
    logLevel: "warn",
    root,
    base: "./",
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    worker: { format: "es" },
    build: {
      outDir: output,
      emptyOutDir: true,
      license: { fileName: "licenses.json" },
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      reportCompressedSize: false,
    },
  });
}
