import { GATEWAY_NAME, GATEWAY_NAME_LABEL, GATEWAY_NAMESPACE } from "../../mesh/defaults";
import { jobLabel, type Monitor } from "./monitor";
import { PROXY_METRICS_PATH, withoutNoise } from "./proxy-endpoint";

/** Monitors of the platform's own parts whose charts bring none. */
export const platformMonitors: readonly Monitor[] = [
  {
    name: "gateway",
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { matchNames: [GATEWAY_NAMESPACE] },
      selector: { matchLabels: { [GATEWAY_NAME_LABEL]: GATEWAY_NAME } },
      podMetricsEndpoints: [
        {
          port: "metrics",
          path: PROXY_METRICS_PATH,
          relabelings: [jobLabel("gateway")],
          metricRelabelings: withoutNoise,
        },
      ],
    },
  },
  {
    name: "istiod",
    kind: "ServiceMonitor",
    spec: {
      namespaceSelector: { matchNames: ["istio-system"] },
      selector: { matchLabels: { app: "istiod", istio: "pilot" } },
      endpoints: [{ port: "http-monitoring", relabelings: [jobLabel("istiod")] }],
    },
  },
  {
    name: "kserve-controller",
    kind: "ServiceMonitor",
    spec: {
      namespaceSelector: { matchNames: ["kserve"] },
      selector: { matchLabels: { "control-plane": "kserve-controller-manager" } },
      endpoints: [
        {
          // kube-rbac-proxy before the controller, which listens on loopback only: it asks the API server whether the
          // ServiceAccount may get `/metrics`, and makes its certificate itself when it starts.
          port: "https",
          scheme: "https",
          bearerTokenFile: "/var/run/secrets/kubernetes.io/serviceaccount/token",
          tlsConfig: { insecureSkipVerify: true },
          relabelings: [jobLabel("kserve-controller")],
        },
      ],
    },
  },
  {
    name: "cert-manager",
    kind: "PodMonitor",
    spec: {
      namespaceSelector: { matchNames: ["cert-manager"] },
      selector: {
        matchLabels: {
          "app.kubernetes.io/instance": "cert-manager",
          "app.kubernetes.io/component": "controller",
        },
      },
      podMetricsEndpoints: [{ port: "http-metrics", relabelings: [jobLabel("cert-manager")] }],
    },
  },
];
