/** Defaults of `SeldonModel` and `SeldonPipeline`, each with its reason. */
export const seldonDefaults = {
  /** One replica answers; Seldon's own default. */
  replicas: 1,
} as const;
