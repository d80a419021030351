/**
 * The settings of who is let in, and how connections are secured.
 */
import { duration, oneOf, optionalText, someOf, text, toggle } from "../setting.js";

export const AUDIT_LEVELS = ["off", "denied", "changes", "all"] as const;

export type AuditLevel = (typeof AUDIT_LEVELS)[number];

/** Of signatures that only the issuer can make: with HMAC whoever can check a token could make one. */
export const JWT_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

export const ACCESS_SETTINGS = {
  tlsCert: optionalText({
    description: "PEM file with the server's certificate chain, read again when it changes.",
    placeholder: "FILE",
  }),
  tlsKey: optionalText({ description: "PEM file with the key of that certificate.", placeholder: "FILE" }),
  tlsClientCa: optionalText({
    description: "PEM file with the authorities that clients' certificates must be from: turns mutual TLS on.",
    placeholder: "FILE",
  }),
  tokens: optionalText({
    description:
      "YAML file with the bearer tokens that are let in, read again when it changes. Without it and --jwt-keys everybody is let in.",
    placeholder: "FILE",
  }),
  jwtKeys: optionalText({
    description: "JSON file with the public keys (a JWKS) of those whose JWTs are let in, read again when it changes.",
    placeholder: "FILE",
  }),
  jwtIssuer: optionalText({ description: "The `iss` that JWTs must have.", placeholder: "ISSUER" }),
  jwtAudience: optionalText({ description: "The `aud` that JWTs must have.", placeholder: "AUDIENCE" }),
  jwtAlgorithms: someOf(JWT_ALGORITHMS, {
    description: "The algorithms that JWTs may be signed by, separated by commas.",
    placeholder: "NAMES",
    default: ["RS256", "ES256", "EdDSA"],
  }),
  jwtClaim: text({
    description: "The claim that holds `namespaces` and `verbs`, written as in --tokens.",
    placeholder: "NAME",
    default: "lazyengine",
  }),
  jwtClockTolerance: duration(0, 300_000, {
    description: "How far the clock of a JWT's issuer may be off.",
    placeholder: "DURATION",
    default: 5_000,
  }),
  auditLog: oneOf(AUDIT_LEVELS, {
    description:
      "Which calls the log has an audit entry of: off, denied (those that were not let in), changes (also those of the verbs run and admin) or all.",
    placeholder: "LEVEL",
    default: "denied",
  }),
  insecure: toggle({
    description: "Serve without TLS on addresses that other machines reach.",
    default: false,
  }),
} as const;
