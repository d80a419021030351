/**
 * What a figure was measured on: without it no figure means anything.
 */
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { MongoClient } from "mongodb";

export async function machineFacts(uri, anchors) {
  const client = new MongoClient(uri);
  try {
    const { version } = await client.db("admin").command({ buildInfo: 1 });
    const installed = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;
    return {
      time: new Date().toISOString(),
      lazyengine: JSON.parse(readFileSync("package.json", "utf8")).version,
      node: process.version,
      mongod: `${version}, one member on the same machine`,
      grpcJs: installed("@grpc/grpc-js"),
      protobufEs: installed("@bufbuild/protobuf"),
      driver: installed("mongodb"),
      cpu: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      loadAtStart: loadavg()[0].toFixed(2),
      durability: "every completion is answered after a majority has it in its journal",
      ...Object.fromEntries(
        Object.entries(anchors).map(([name, { about, missing }]) => [name, about ?? `MISSING: ${missing}`]),
      ),
    };
  } finally {
    await client.close();
  }
}
