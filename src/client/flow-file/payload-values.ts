/**
 * The payloads of a flow file: plain values, which become JSON, and raw bytes.
 */
import { create } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { type Payload, PayloadSchema } from "#gen/lazyengine/v1/payload_pb.js";
import type { Place, Reading } from "./reading.js";
import { readString, wholeNumber } from "./scalar-values.js";
import { suggestion } from "./suggestion.js";
import type { MappingNode, ScalarNode } from "./text-node.js";

const RAW_KEY = "@payload";
const RAW_KEYS = ["base64", "content_type", "metadata"];

export function readPayload(reading: Reading, place: Place): Payload {
  const { node } = place;
  if (node.tag === "!payload") {
    return readRaw(reading, place);
  }
  reading.refuseTag(place);
  if (node.kind === "mapping") {
    const raw = findRaw(reading, { ...place, node });
    if (raw !== undefined) {
      reading.refuseTag(raw);
      return readRaw(reading, raw);
    }
  }
  const parts: string[] = [];
  writeJson(reading, place, parts);
  return create(PayloadSchema, { data: new TextEncoder().encode(parts.join("")), contentType: "application/json" });
}

function findRaw(reading: Reading, place: Place & { readonly node: MappingNode }): Place | undefined {
  const keys: string[] = [];
  for (const { key } of place.node.entries()) {
    keys.push(key.kind === "scalar" && key.scalar === "string" ? key.text : "");
  }
  if (!keys.includes(RAW_KEY)) {
    return undefined;
  }
  let raw: Place | undefined;
  for (const { key, keyNode, value } of reading.entries(place)) {
    if (raw !== undefined || key !== RAW_KEY) {
      throw reading.refuse(keyNode, `${place.path}.${key}`, `\`${RAW_KEY}\` cannot stand beside other keys`);
    }
    raw = value();
  }
  return raw;
}

function readRaw(reading: Reading, place: Place): Payload {
  const { node } = place;
  if (node.kind !== "mapping") {
    throw reading.expected(place, "a mapping");
  }
  let data: Uint8Array | undefined;
  const payload = create(PayloadSchema);
  for (const { key, keyNode, value } of reading.entries({ ...place, node })) {
    switch (key) {
      case "base64":
        data = readBase64(reading, value());
        break;
      case "content_type":
        payload.contentType = readString(reading, value());
        break;
      case "metadata":
        payload.metadata = readStrings(reading, value());
        break;
      default:
        throw reading.refuse(keyNode, `${place.path}.${key}`, unknownKey(key, RAW_KEYS));
    }
  }
  if (data === undefined) {
    throw reading.refuse(node, place.path, "a payload needs the key `base64`");
  }
  payload.data = data;
  return payload;
}

/** The message for a key that is not known here. */
export function unknownKey(key: string, known: readonly string[]): string {
  const meant = suggestion(key, known);
  const hint =
    meant === undefined ? `known are ${known.map((name) => `\`${name}\``).join(", ")}` : `did you mean \`${meant}\`?`;
  return `unknown key \`${key}\`; ${hint}`;
}

function readBase64(reading: Reading, place: Place): Uint8Array {
  reading.refuseTag(place);
  const { node } = place;
  const text = node.kind === "scalar" && node.scalar === "string" ? node.text.replace(/[ \t\r\n]/g, "") : undefined;
  // A plain `1234` is base64 too, but reads as a number: what is meant must be said.
  if (text === undefined || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw reading.expected(place, "base64");
  }
  return base64Decode(text);
}

function readStrings(reading: Reading, place: Place): Record<string, string> {
  reading.refuseTag(place);
  const { node } = place;
  if (node.kind !== "mapping") {
    throw reading.expected(place, "a mapping");
  }
  const strings: [string, string][] = [];
  for (const { key, value } of reading.entries({ ...place, node })) {
    strings.push([key, readString(reading, value())]);
  }
  return Object.fromEntries(strings);
}

function writeJson(reading: Reading, place: Place, parts: string[]): void {
  reading.refuseTag(place);
  const { node } = place;
  if (node.kind === "scalar") {
    parts.push(scalarJson(reading, place, node));
    return;
  }
  let separator = "";
  if (node.kind === "list") {
    parts.push("[");
    for (const item of reading.items(place)) {
      parts.push(separator);
      writeJson(reading, item, parts);
      separator = ",";
    }
    parts.push("]");
    return;
  }
  parts.push("{");
  for (const { key, value } of reading.entries({ ...place, node })) {
    parts.push(separator, JSON.stringify(key), ":");
    writeJson(reading, value(), parts);
    separator = ",";
  }
  parts.push("}");
}

function scalarJson(reading: Reading, place: Place, node: ScalarNode): string {
  switch (node.scalar) {
    case "nothing":
      return "null";
    case "boolean":
      return node.text.toLowerCase();
    case "integer":
      return /^0[ox]/.test(node.text) ? String(wholeNumber(node.text)) : decimal(node.text);
    case "number":
      return decimal(node.text);
    case "not finite":
      throw reading.refuse(node, place.path, `${node.text} has no form in JSON`);
    case "string":
      return JSON.stringify(reading.wellFormed(node, place.path, node.text));
  }
}

/** A decimal number in JSON's grammar, digit for digit as it was written. */
function decimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = ""] =
    /^([-+]?)([0-9]*)(?:\.([0-9]*))?([eE][-+]?[0-9]+)?$/.exec(text) ?? [];
  const digits = whole.replace(/^0+(?=[0-9])/, "") || "0";
  return `${sign === "-" ? "-" : ""}${digits}${fraction === "" ? "" : `.${fraction}`}${exponent}`;
}
