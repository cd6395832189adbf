import * as units from "@grafana/grafana-foundation-sdk/units";

/** Units of panels, as Grafana names them. */
export const unit = {
  count: units.Short,
  /** A share from 0 to 1, shown in percent. */
  ratio: units.PercentUnit,
  requestsPerSecond: units.RequestsPerSecond,
  perSecond: units.CountsPerSecond,
  /** For what happens now and then. */
  perHour: "suffix: per hour",
  tokensPerSecond: "suffix: tokens/s",
  milliseconds: units.Milliseconds,
  seconds: units.Seconds,
  days: "suffix: days",
  bytes: units.BytesIEC,
  bytesPerSecond: units.BytesPerSecondIEC,
  watts: units.Watt,
  celsius: units.Celsius,
  dollars: units.Dollars,
  gpuHours: "suffix: GPU h",
} as const;

export type Unit = (typeof unit)[keyof typeof unit];
