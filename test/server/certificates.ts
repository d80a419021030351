/**
 * Certificates for one test, made by openssl in a folder of its own: an authority, and what it signs.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface Certificates {
  readonly authority: string;
  /** Signs a certificate for the name; the paths of its PEM files. */
  issue(name: string): { readonly cert: string; readonly key: string };
  read(path: string): Buffer;
}

export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-certificates-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const authority = path("authority.pem");
  const authorityKey = path("authority.key");
  const subject = ["-subj", "/CN=test authority", "-days", "1"];
  openssl("req", "-x509", ...key, "-keyout", authorityKey, "-out", authority, ...subject);
  return {
    authority,
    issue: (name) => {
      const own = { cert: path(`${name}.pem`), key: path(`${name}.key`) };
      const request = path(`${name}.csr`);
      openssl(
        "req",
        ...key,
        "-keyout",
        own.key,
        "-out",
        request,
        "-subj",
        `/CN=${name}`,
        "-addext",
        "subjectAltName=IP:127.0.0.1",
      );
      const signer = ["-CA", authority, "-CAkey", authorityKey, "-CAcreateserial"];
      openssl("x509", "-req", "-in", request, ...signer, "-out", own.cert, "-days", "1", "-copy_extensions", "copy");
      return own;
    },
    read: (file) => readFileSync(file),
  };
}
