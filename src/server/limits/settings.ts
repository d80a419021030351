/**
 * The settings of how much one caller may take of a server.
 */
import { duration, numbersByName, optionalDuration, optionalNumber, wholeNumber } from "../setting.js";

const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;

export const LIMIT_SETTINGS = {
  maxConnections: wholeNumber(1, 1_000_000, {
    description:
      "Connections at once of each port. Where there are more, the oldest on which no caller has shown who he is, or none has called for a minute, is cut for the next; else further ones are closed.",
    placeholder: "N",
    default: 1_000,
  }),
  maxConnectionsPerAddress: optionalNumber(1, 1_000_000, {
    description: "Connections at once from one address; further ones are closed. Default: no limit of their own.",
    placeholder: "N",
  }),
  maxStreamsPerConnection: wholeNumber(1, 1_000_000, {
    description: "Calls and streams at once on one connection; the transport makes further ones wait.",
    placeholder: "N",
    default: 1_000,
  }),
  maxSessionsPerConnection: wholeNumber(1, 1_000_000, {
    description: "Streams of ready tasks, health and reflection at once on one connection; further ones are refused.",
    placeholder: "N",
    default: 100,
  }),
  maxCallsPerCaller: optionalNumber(1, 1_000_000, {
    description:
      "Calls and streams at once of one caller (by its token or certificate, else by its address); further ones are refused. Default: no limit.",
    placeholder: "N",
  }),
  callsPerSecond: optionalNumber(1, 1_000_000, {
    description:
      "Calls a second of one caller, and as many at once after a pause; further ones are refused, and frames on its streams wait. Default: no limit.",
    placeholder: "N",
  }),
  maxQueueingDelay: duration(10, 60_000, {
    description:
      "How long work may wait in the process: where it has waited longer for as long again, calls that start flows, store definitions or read are refused until it does not. Completions, sessions, control and watches are not.",
    placeholder: "DURATION",
    default: 500,
  }),
  namespaceWeights: numbersByName(1_000, {
    description:
      "How often the turn of a namespace comes, compared to others, while the commits of several wait to be written: from 1 to 1,000 each. Default: 1 each, all alike.",
    placeholder: "NAMESPACE=WEIGHT,...",
  }),
  maxConnectionIdle: optionalDuration(1_000, DAY_MS, {
    description: "A connection without a call for this long is closed. Default: never.",
    placeholder: "DURATION",
  }),
  maxConnectionAge: optionalDuration(1_000, 30 * DAY_MS, {
    description:
      "A connection takes no new calls once it is this old, give or take a tenth: clients make another one. Default: never.",
    placeholder: "DURATION",
  }),
  connectionAgeGrace: duration(0, DAY_MS, {
    description: "How long calls and streams go on after that; then the connection is cut.",
    placeholder: "DURATION",
    default: 30_000,
  }),
  slowReaderTimeout: duration(100, DAY_MS, {
    description:
      "A stream whose reader takes nothing for this long is ended; after as long again its connection is cut.",
    placeholder: "DURATION",
    default: 60_000,
  }),
  maxHeldBytes: wholeNumber(8 * MIB, 1024 * 1024 * MIB, {
    description:
      "Bytes at once of requests that have come in part only, as many of answers that their callers have not read, and as many of the headers of open calls. Where there are more, calls of the connection that keeps most are ended, the longest first.",
    placeholder: "BYTES",
    default: 256 * MIB,
  }),
  keepaliveInterval: duration(1_000, DAY_MS, {
    description: "How often a silent connection is probed, so that a lost executor is noticed.",
    placeholder: "DURATION",
    default: 10_000,
  }),
  keepaliveTimeout: duration(1_000, DAY_MS, {
    description: "A connection that does not answer a probe for this long is closed.",
    placeholder: "DURATION",
    default: 5_000,
  }),
} as const;
