/**
 * An issuer of JWTs for the Python tests: writes its public keys to the file that is named, and a token for each list of claims on
 * stdin to stdout, as JSON. Claims that are null are left out.
 * Usage: node sign-tokens.mjs KEYS_FILE < CLAIMS.json
 */
import { readFileSync, writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";

const [file] = process.argv.slice(2);
const { publicKey, privateKey } = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(publicKey)), kid: "k-1" };
writeFileSync(file, JSON.stringify({ keys: [jwk] }));
const tokens = [];
for (const { alg = "RS256", ...claims } of JSON.parse(readFileSync(0, "utf8"))) tokens.push(await signed(alg, claims));
console.log(JSON.stringify(tokens));

function signed(alg, claims) {
  if (alg === "none") return new UnsecuredJWT(claims).encode();
  // For HMAC the public key serves as the secret, as a forger would have it.
  const key = alg.startsWith("HS") ? new TextEncoder().encode(JSON.stringify(jwk)) : privateKey;
  return new SignJWT(claims).setProtectedHeader({ alg, kid: "k-1" }).sign(key);
}
