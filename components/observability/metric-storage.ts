/** Seconds between two samples of a series: the default of kube-prometheus-stack, `scrapeInterval`. */
const scrapeIntervalSeconds = 30;

/**
 * Bytes of a sample on disk. Prometheus' documentation of its storage: "Prometheus stores an average of only 1-2 bytes per
 * sample"; the upper end, since nobody knows how well the series compress.
 */
const bytesPerSample = 2;

/**
 * Share of the volume that blocks, write-ahead log and head may fill before the oldest block goes: the same documentation
 * asks for 80 to 85 percent of the disk, because compaction needs room beside.
 */
const metricFillShare = 0.85;

const gibibyte = 1024 ** 3;
const secondsPerDay = 86_400;

/** What decides how much Prometheus keeps. */
export interface MetricStorage {
  readonly metricRetentionDays: number;
  readonly metricStorageGiB: number;
  /** Series that are scraped at one time. */
  readonly metricSeries: number;
}

/** GiB that the data of Prometheus may fill. */
export function usableMetricGiB({
  metricStorageGiB,
}: Pick<MetricStorage, "metricStorageGiB">): number {
  return Math.floor(metricStorageGiB * metricFillShare);
}

/** GiB that the series need for the whole retention: series × samples of each × bytes. */
export function neededMetricGiB({
  metricRetentionDays,
  metricSeries,
}: Pick<MetricStorage, "metricRetentionDays" | "metricSeries">): number {
  const samples = (metricRetentionDays * secondsPerDay) / scrapeIntervalSeconds;
  return (metricSeries * samples * bytesPerSample) / gibibyte;
}

/** Smallest volume in GiB that keeps the series for the whole retention. */
export function smallestMetricVolume(storage: Omit<MetricStorage, "metricStorageGiB">): number {
  return Math.ceil(Math.ceil(neededMetricGiB(storage)) / metricFillShare);
}

/** Most days that the series fit into the volume. */
export function longestMetricRetention(
  storage: Omit<MetricStorage, "metricRetentionDays">,
): number {
  const day = neededMetricGiB({ ...storage, metricRetentionDays: 1 });
  return Math.floor(usableMetricGiB(storage) / day);
}

/**
 * MiB of memory that Prometheus asks for: the head keeps every series in memory. 4 KiB a series is what its labels,
 * postings and open chunks took in the measurements that Robust Perception published for Prometheus 2, rounded up; the
 * limit is twice that, for queries and compaction.
 */
export function prometheusMemoryMiB(series: number): number {
  return 512 + Math.ceil((series * 4) / 1024);
}
