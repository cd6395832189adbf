import { metricSource } from "../family";

const certificate = "name namespace issuer_name issuer_kind issuer_group";

/** The controller of cert-manager. */
export const certManager = metricSource({
  name: "cert-manager",
  origin:
    "github.com/cert-manager/cert-manager v1.21.2, internal/collectors/certificate_collector.go",
  metrics: {
    gauge: {
      certmanager_certificate_ready_status: `${certificate} condition`,
      certmanager_certificate_expiration_timestamp_seconds: certificate,
    },
  },
});
