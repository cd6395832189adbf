import { metricSource } from "../family";

/** What Prometheus itself adds: whether a scrape succeeded, and the alerts of its rules with their labels. */
export const scraping = metricSource({
  name: "scraping",
  origin: "github.com/prometheus/prometheus v0.315.0, scrape/scrape.go and rules/alerting.go",
  metrics: {
    gauge: {
      up: "",
      scrape_duration_seconds: "",
      scrape_samples_scraped: "",
      ALERTS: "alertname alertstate",
      ALERTS_FOR_STATE: "alertname",
    },
  },
});
