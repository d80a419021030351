// The oldest versions that are known to be safe. Not every registry answers `npm audit`, so the table is kept by hand
// and a test holds the lockfile against it. One entry per supported major version; newer majors are taken as safe.

export interface MinimumVersion {
  readonly name: string;
  readonly versions: readonly string[];
  readonly reason: string;
}

export const MINIMUM_VERSIONS: readonly MinimumVersion[] = [
  {
    name: "@grpc/grpc-js",
    versions: ["1.14.7"],
    reason: "a malformed request or compressed message ends the process (CVE-2026-48068, CVE-2026-48069)",
  },
  {
    name: "protobufjs",
    versions: ["7.6.5", "8.6.6"],
    reason: "code execution from a crafted schema, unbounded recursion and loops (CVE-2026-41242, -48712, -59877)",
  },
  { name: "uuid", versions: ["11.1.1", "14.0.0"], reason: "writes past a given buffer (CVE-2026-41907)" },
  { name: "yaml", versions: ["2.8.3"], reason: "deep nesting overflows the stack (CVE-2026-33532)" },
  { name: "follow-redirects", versions: ["1.16.0"], reason: "forwards credentials to other hosts (CVE-2026-40895)" },
  { name: "yauzl", versions: ["3.2.1"], reason: "a crafted archive crashes the reader (CVE-2026-31988)" },
  { name: "debug", versions: ["4.4.3"], reason: "4.4.2 was published by a thief" },
  { name: "color-name", versions: ["1.1.4", "2.0.2"], reason: "2.0.1 was published by a thief" },
  { name: "semver", versions: ["6.3.1", "7.5.2"], reason: "a crafted range takes exponential time (CVE-2022-25883)" },
  { name: "vite", versions: ["8.0.5"], reason: "the development server hands out any file (CVE-2026-39363)" },
  { name: "picomatch", versions: ["4.0.4"], reason: "a crafted pattern takes exponential time (CVE-2026-33671)" },
  { name: "postcss", versions: ["8.5.12"], reason: "crafted style text (CVE-2026-41305, CVE-2026-45623)" },
  { name: "nanoid", versions: ["3.3.8", "5.0.9"], reason: "a fractional size repeats ids (CVE-2024-55565)" },
];
