/** Cores of the machine on which the build times of the tool table were measured. */
const measuredCores = 2;

/** Compiled packages after which the speed seen so far says more than the table. */
const enoughPackages = 20;

/** Share of a cold build that linking takes, which `go build` does not report. */
const linkShare = 0.05;

/** Where a row of builds stands. */
export interface BuildProgress {
  /** Tool and version, for instance `etcd v3.7.3`. */
  readonly tool: string;
  /** Position of the tool among those that are built now, from 1. */
  readonly position: number;
  readonly total: number;
  /** Modules that `go` has begun to download. */
  readonly downloads: number;
  /** Packages of the executable; 0 while they are not known yet. */
  readonly packages: number;
  /** Those of them that the Go cache does not hold. */
  readonly uncached: number;
  /** Packages that were compiled so far. */
  readonly compiled: number;
  readonly elapsedSeconds: number;
  /** The part of the elapsed time since compiling began. */
  readonly compilingSeconds: number;
  /** Seconds that this tool takes on 2 cores with an empty cache. */
  readonly coldBuildSeconds: number;
  /** The same, summed over the tools that come after it. */
  readonly laterBuildSeconds: number;
}

/** One line on how far the builds are and about how long they still take. */
export function describeBuild(progress: BuildProgress, cores: number): string {
  const position = `${progress.position} of ${progress.total}`;
  const left = duration(remainingSeconds(progress, cores));
  return `building ${progress.tool} (${position}): ${step(progress)}, ${duration(progress.elapsedSeconds)} so far, about ${left} left`;
}

function step({ packages, uncached, compiled, downloads }: BuildProgress): string {
  if (packages > 0 && compiled >= uncached) return "linking";
  if (packages > 0) return `${compiled} of ${uncached} packages compiled`;
  return downloads > 0 ? `${downloads} modules downloaded` : "reading modules";
}

/** The measured times, scaled to the cores, or the speed seen on this machine when that is lower. */
function remainingSeconds(progress: BuildProgress, cores: number): number {
  const { packages, uncached, compiled, coldBuildSeconds, laterBuildSeconds } = progress;
  const speed = Math.max(0.5, Math.min(cores, 8) / measuredCores);
  const missing = Math.max(0, uncached - compiled);
  const share = packages === 0 ? 1 : Math.max(linkShare, missing / packages);
  const ofThis = (coldBuildSeconds * share) / speed;
  const observed = compiled < enoughPackages ? 0 : (progress.compilingSeconds * missing) / compiled;
  const slowness = Math.max(1, observed / ofThis);
  return (ofThis + laterBuildSeconds / speed) * slowness;
}

/** `45 s`, `3 min 10 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${(whole - rest) / 60} min` : `${(whole - rest) / 60} min ${rest} s`;
}
