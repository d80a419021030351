/**
 * What the pages ask first: who their caller is to the server, and what it may do. They show and offer no more than that.
 */
import type { Grants } from "../auth/grants.js";
import type { ServerConfig } from "../config.js";
import type { JsonHandler } from "../connect/json-call.js";
import { PACKAGE_VERSION } from "../package-version.js";

type AccessConfig = Pick<ServerConfig, "tokens" | "jwtKeys" | "tlsClientCa">;

export function callerSession(config: AccessConfig): JsonHandler {
  const authentication = authenticationOf(config);
  return async ({
    rpc: {
      caller: { principal, grants, expiresAt },
    },
  }) => ({
    principal,
    authentication,
    ...(expiresAt !== undefined && { expireTime: new Date(expiresAt).toISOString() }),
    grants: grantsValue(grants),
    serverVersion: PACKAGE_VERSION,
  });
}

/** How callers show who they are. */
function authenticationOf({ tokens, jwtKeys, tlsClientCa }: AccessConfig): "token" | "certificate" | "none" {
  if (tokens !== undefined || jwtKeys !== undefined) return "token";
  return tlsClientCa === undefined ? "none" : "certificate";
}

/** Of namespace "*": in all of them. */
function grantsValue(grants: Grants) {
  return [...grants].map(([namespace, verbs]) => ({ namespace, verbs: [...verbs] }));
}
