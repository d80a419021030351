/**
 * The web pages: the files of their bundle, as they were when the first of them was asked for. What is asked for is looked
 * up, never a path of the file system.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { gzipSync } from "node:zlib";
import type { Routes } from "../http-side.js";
import { PACKAGE_ROOT } from "../package-version.js";

/** Where the pages begin. */
export const UI_PATH = "/ui/";

/** Nothing inline, nothing from elsewhere, in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** Their names have a hash of what they hold: they never change. */
const HASHED = "assets/";
const A_YEAR = "public, max-age=31536000, immutable";

interface UiFile {
  readonly type: string;
  readonly cacheControl: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** Absent where it saves nothing. */
  readonly packed?: Buffer;
}

/** The folder that the package comes with. */
export const UI_FOLDER = join(PACKAGE_ROOT, "dist/ui");

/** `/` and `/ui` lead to the pages. */
export function uiRoutes(folder: string): Routes {
  let files: ReadonlyMap<string, UiFile> | undefined;
  const page: RequestListener = (request, response) => {
    files ??= readFolder(folder);
    serve(files, request, response);
  };
  return (path) => {
    if (path === "/" || path === "/ui") return toPages;
    return path.startsWith(UI_PATH) ? page : undefined;
  };
}

/** As the browser sees it, so that a prefix of a proxy stays. */
function toPages(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(302, { location: "ui/", "cache-control": "no-store" });
  response.end();
}

function serve(files: ReadonlyMap<string, UiFile>, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = "" } = request;
  if (method !== "GET" && method !== "HEAD") {
    plainText(response, 405, "only GET is served\n");
    return;
  }
  const name = url.split("?")[0]?.slice(UI_PATH.length) || "index.html";
  const file = files.get(name);
  if (file === undefined) {
    plainText(response, 404, files.size === 0 ? "the pages were not built: make build\n" : "there is no such page\n");
    return;
  }
  const { type, cacheControl, etag, plain, packed } = file;
  const common = { ...HEADERS, "cache-control": cacheControl, etag, vary: "accept-encoding" };
  if (headers["if-none-match"] === etag) {
    response.writeHead(304, common);
    response.end();
    return;
  }
  const takesPacked = /\bgzip\b/.test(String(headers["accept-encoding"] ?? ""));
  const body = takesPacked && packed !== undefined ? packed : plain;
  const encoding = body === packed ? { "content-encoding": "gzip" } : {};
  response.writeHead(200, { ...common, ...encoding, "content-type": type, "content-length": body.length });
  response.end(method === "HEAD" ? undefined : body);
}

function plainText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain", "cache-control": "no-store" });
  response.end(text);
}

/** Empty where there is no such folder. */
function readFolder(folder: string): ReadonlyMap<string, UiFile> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const served = path.slice(folder.length + 1).replaceAll(sep, "/");
      return [served, fileOf(served, readFileSync(path))];
    }),
  );
}

function fileOf(name: string, plain: Buffer): UiFile {
  const packed = gzipSync(plain);
  return {
    type: TYPES[extname(name)] ?? "application/octet-stream",
    cacheControl: name.startsWith(HASHED) ? A_YEAR : "no-cache",
    etag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`,
    plain,
    ...(packed.length < plain.length && { packed }),
  };
}
