/**
 * The health service of gRPC. Nothing is kept of the names that are asked for: strangers choose them.
 */
import type { DescService } from "@bufbuild/protobuf";
import {
  status as code,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Server,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { leftUnread } from "./unread.js";

export interface Health {
  /** What Check, Watch and List say of the server and of its service. */
  setServing(serving: boolean): void;
}

interface Asked {
  readonly service: string;
}

interface Told {
  readonly status: "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";
}

export function addHealth(server: Server, { typeName }: DescService): Health {
  const names = ["", typeName];
  const watchers = new Set<() => void>();
  let now: Told = { status: "NOT_SERVING" };

  const check: handleUnaryCall<Asked, Told> = ({ request }, answer) => {
    if (names.includes(request.service)) answer(null, now);
    else answer({ code: code.NOT_FOUND, details: `there are the services "" and "${typeName}"` });
  };

  const watch: handleServerStreamingCall<Asked, Told> = (call) => {
    if (call.cancelled) return;
    if (!names.includes(call.request.service)) {
      // As the protocol has it the stream stays open: it might come to be known.
      call.write({ status: "SERVICE_UNKNOWN" });
      return;
    }
    let told: Told | undefined;
    const tell = () => {
      // Who does not read is told the last state alone.
      if (told === now || call.writableNeedDrain) return;
      told = now;
      call.write(now);
    };
    watchers.add(tell);
    call.on("drain", tell);
    call.on("cancelled", () => watchers.delete(tell));
    tell();
  };

  const list: handleUnaryCall<unknown, { readonly statuses: Readonly<Record<string, Told>> }> = (_call, answer) =>
    answer(null, { statuses: Object.fromEntries(names.map((name) => [name, now])) });

  // The definitions of the two versions of the loader have the same shape.
  server.addService(leftUnread(healthService as unknown as ServiceDefinition), { check, watch, list });
  return {
    setServing: (serving) => {
      now = { status: serving ? "SERVING" : "NOT_SERVING" };
      for (const tell of watchers) tell();
    },
  };
}
