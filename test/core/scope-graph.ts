/**
 * Random definitions with scopes, and a script of what becomes of each run and each revert, in plain words. No import of
 * the engine's own.
 */
import { type SeededRandom, seededRandom } from "./seeded-random.js";

export type Verdict = "RETRY" | "REVERT" | "REVERT_ALL";

export interface ScopedTask {
  readonly name: string;
  readonly noop: boolean;
  /** Each must have succeeded. */
  readonly dependsOn: readonly string[];
  readonly scope: string | undefined;
  /** Of its runs, one after the other; the last one stands for all further ones. */
  readonly fails: readonly boolean[];
  readonly revertFails: boolean;
}

export interface Scope {
  readonly name: string;
  readonly parent: string | undefined;
  readonly controller: string;
  readonly kind: "ALWAYS_REVERT" | "ALWAYS_REVERT_ALL" | "TIMES" | "CUSTOM";
  readonly attempts: number;
  readonly revertAll: boolean;
  /** What is decided where the kind is CUSTOM, one after the other; the last one stands for all further ones. */
  readonly answers: readonly Verdict[];
}

export interface ScopeGraph {
  readonly failureMode: "CONTINUE" | "STOP" | "REVERT";
  readonly defers: boolean;
  readonly revertsFailed: boolean;
  readonly tasks: readonly ScopedTask[];
  readonly scopes: readonly Scope[];
}

/** 1 to 10 tasks, up to four scopes in each other or beside. */
export function randomScopeGraph(seed: number): ScopeGraph {
  const random = seededRandom(seed);
  const count = 1 + random.below(10);
  const density = random.next();
  const dependencies = Array.from({ length: count }, (_, place) =>
    Array.from({ length: place }, (_one, before) => before).filter(() => random.chance((1.2 * density) / place + 0.15)),
  );
  const behind = behindOf(dependencies);
  const scopes = randomScopes(random, count, behind);
  const scopeOf = memberships(random, scopes, behind);
  return {
    failureMode: random.pick(["CONTINUE", "STOP", "REVERT"]),
    defers: random.chance(0.3),
    revertsFailed: random.chance(0.5),
    tasks: dependencies.map((own, place) => ({
      name: `t${place}`,
      noop: random.chance(0.2),
      dependsOn: own.map((other) => `t${other}`),
      scope: scopeOf[place],
      fails: Array.from({ length: 1 + random.below(4) }, (_, run) => random.chance(run === 0 ? 0.35 : 0.25)),
      revertFails: random.chance(0.05),
    })),
    scopes: scopes.map(({ place, parent }, index) => {
      const kind = random.pick(["ALWAYS_REVERT", "ALWAYS_REVERT_ALL", "TIMES", "TIMES", "CUSTOM"] as const);
      const isTimes = kind === "TIMES";
      return {
        name: `s${index}`,
        parent: parent === undefined ? undefined : `s${parent}`,
        controller: `t${place}`,
        kind,
        attempts: isTimes ? random.below(4) : 0,
        revertAll: isTimes && random.chance(0.3),
        answers: [
          ...Array.from({ length: random.below(3) }, () => "RETRY" as const),
          random.pick(["REVERT", "REVERT_ALL"]),
        ],
      };
    }),
  };
}

/** By place: the places that lie behind it. */
function behindOf(dependencies: readonly (readonly number[])[]): ReadonlySet<number>[] {
  const behind = dependencies.map(() => new Set<number>());
  for (let place = dependencies.length - 1; place >= 0; place -= 1) {
    for (const before of dependencies[place] ?? []) {
      behind[before]?.add(place);
      for (const further of behind[place] ?? []) behind[before]?.add(further);
    }
  }
  return behind;
}

interface DraftScope {
  /** Of its controller. */
  readonly place: number;
  readonly parent: number | undefined;
}

function randomScopes(random: SeededRandom, count: number, behind: readonly ReadonlySet<number>[]): DraftScope[] {
  const scopes: DraftScope[] = [];
  for (let place = 0; place < count && scopes.length < 4; place += 1) {
    if (behind[place]?.size === 0 || random.chance(0.5)) continue;
    const outer = scopes.flatMap((scope, index) => (behind[scope.place]?.has(place) === true ? [index] : []));
    scopes.push({ place, parent: outer.length > 0 && random.chance(0.8) ? random.pick(outer) : undefined });
  }
  return scopes;
}

/** A controller's own scope follows from the one that it controls. */
function memberships(random: SeededRandom, scopes: readonly DraftScope[], behind: readonly ReadonlySet<number>[]) {
  return behind.map((_, place): string | undefined => {
    if (scopes.some((scope) => scope.place === place)) return undefined;
    const possible = scopes.flatMap((scope, index) => (behind[scope.place]?.has(place) === true ? [index] : []));
    return possible.length > 0 && random.chance(0.8) ? `s${random.pick(possible)}` : undefined;
  });
}
