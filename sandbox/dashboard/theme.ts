/** Colours of a page. */
export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly series: readonly string[];
  /** Colours of thresholds by Grafana's names. */
  readonly named: Readonly<Record<string, string>>;
}

const named = {
  green: "#3fb27f",
  orange: "#f0a33c",
  yellow: "#e5c34c",
  red: "#ef5f6b",
  blue: "#5794f2",
};

/** The themes by name. */
export const themes = {
  dark: {
    background: "#0f1217",
    panel: "#181c23",
    border: "#262c36",
    text: "#dfe3ea",
    muted: "#8d96a5",
    grid: "#272d37",
    series: [
      "#5aa9e6",
      "#f2a65a",
      "#6fcf97",
      "#eb6f92",
      "#b695f2",
      "#f4d35e",
      "#4dd0c8",
      "#ff8a65",
      "#9fb3c8",
      "#c0d860",
    ],
    named,
  },
  light: {
    background: "#f4f5f7",
    panel: "#ffffff",
    border: "#dfe3e8",
    text: "#1f2630",
    muted: "#667080",
    grid: "#e6e9ee",
    series: [
      "#1f77b4",
      "#d9822b",
      "#2e8b57",
      "#c2255c",
      "#7048c8",
      "#b08900",
      "#0b8a83",
      "#d9480f",
      "#5c6b7a",
      "#6b8e23",
    ],
    named: { ...named, green: "#22875a", orange: "#c77700", yellow: "#a98600", red: "#cf3a48" },
  },
} as const satisfies Readonly<Record<string, Theme>>;

/** Name of a theme. */
export type ThemeName = keyof typeof themes;
