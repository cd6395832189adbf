/** A number that a person can read, in a unit as Grafana names it. */
export function valueText(value: number, unit: string): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const suffix = /^suffix:(.*)$/.exec(unit)?.[1];
  if (suffix !== undefined) return `${plain(value)} ${suffix.trim()}`;
  switch (unit) {
    case "percentunit":
      return `${decimals(value * 100)} %`;
    case "percent":
      return `${decimals(value)} %`;
    case "currencyUSD":
      return `$${value.toFixed(value !== 0 && Math.abs(value) < 10 ? 2 : 1)}`;
    case "ms":
      return durationText(value / 1000);
    case "s":
    case "dtdurations":
      return durationText(value);
    case "bytes":
    case "decbytes":
      return bytesText(value);
    case "binBps":
    case "Bps":
      return `${bytesText(value)}/s`;
    default:
      return `${plain(value)}${symbols[unit] ?? ""}`;
  }
}

/** What stands behind a number, by unit. */
const symbols: Readonly<Record<string, string>> = {
  reqps: " req/s",
  cps: "/s",
  ops: " ops/s",
  watt: " W",
  celsius: " °C",
};

const thousands = ["", " k", " M", " G", " T"];
const binary = [" B", " KiB", " MiB", " GiB", " TiB"];

function plain(value: number): string {
  return inSteps(value, 1000, thousands);
}

function bytesText(value: number): string {
  return inSteps(value, 1024, binary);
}

function inSteps(value: number, base: number, names: readonly string[]): string {
  let [rest, step] = [value, 0];
  while (Math.abs(rest) >= base && step < names.length - 1) {
    rest /= base;
    step++;
  }
  return `${decimals(rest)}${names[step] ?? ""}`;
}

function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${decimals(seconds * 1e6)} µs`;
  if (size < 1) return `${decimals(seconds * 1000)} ms`;
  if (size < 120) return `${decimals(seconds)} s`;
  if (size < 7200) return `${decimals(seconds / 60)} min`;
  return size < 172_800 ? `${decimals(seconds / 3600)} h` : `${decimals(seconds / 86_400)} d`;
}

/** Three digits that mean something, and no zeros behind the point. */
function decimals(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-6) return value.toExponential(1);
  if (size < 0.01) return String(Number(value.toPrecision(2)));
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return String(Number(value.toFixed(digits)));
}
