import { copyLabel } from "./labels";
import type { RuleGroup } from "./rule";
import { thresholds } from "./thresholds";

const SECONDS_PER_DAY = 86_400;

/** Seconds that a certificate of cert-manager is still valid; one that was never issued has the end 0. */
const remaining = copyLabel(
  "min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds > 0) - time()",
  "exported_namespace",
  "namespace",
);

const below = (days: number): string => `${remaining} < ${days * SECONDS_PER_DAY}`;

/** Alerts about certificates of cert-manager, that of the gateway among them where it is one. */
export const certificateAlerts: RuleGroup = {
  name: "certificate-alerts",
  rules: [
    {
      alert: "CertificateExpiresSoon",
      expr: below(thresholds.certificateDays),
      for: "1h",
      severity: "warning",
      owner: "platform",
      summary:
        "Certificate {{ $labels.namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}",
      description: "cert-manager should have renewed it. Look at the Certificate and its requests.",
    },
    {
      alert: "CertificateExpiryImminent",
      expr: below(thresholds.certificateCriticalDays),
      for: "10m",
      severity: "critical",
      owner: "platform",
      summary:
        "Certificate {{ $labels.namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}",
      description:
        "After that callers or webhooks are refused. Renew it now; then look why cert-manager did not.",
    },
    {
      alert: "CertificateNotReady",
      expr: `${copyLabel('max by (exported_namespace, name) (certmanager_certificate_ready_status{condition="True"})', "exported_namespace", "namespace")} == 0`,
      for: "30m",
      severity: "warning",
      owner: "platform",
      summary: "Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
      description:
        "It could not be issued or renewed. Look at the Certificate, its requests and the issuer.",
    },
  ],
};
