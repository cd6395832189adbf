import type { RuleCase } from "../../support/promtool";

const hpa = 'job="kube-state-metrics",namespace="fraud",horizontalpodautoscaler="keda-hpa-scorer"';

/** The four numbers of an autoscaler. */
function replicas(min: number, max: number, current: number, desired: number): RuleCase["series"] {
  return {
    [`kube_horizontalpodautoscaler_spec_min_replicas{${hpa}}`]: `${min}x40`,
    [`kube_horizontalpodautoscaler_spec_max_replicas{${hpa}}`]: `${max}x40`,
    [`kube_horizontalpodautoscaler_status_current_replicas{${hpa}}`]: `${current}x40`,
    [`kube_horizontalpodautoscaler_status_desired_replicas{${hpa}}`]: `${desired}x40`,
  };
}

const keda =
  'job="keda-operator",namespace="keda",pod="keda-operator-1",exported_namespace="fraud"';
const errors = `keda_scaler_detail_errors_total{${keda},metric="s0-prometheus",scaledObject="scorer",scaler="prometheusScaler",triggerIndex="0",type="scaledobject"}`;
const empty = `keda_scaler_empty_upstream_responses_total{${keda},scaledResource="scorer",triggerName="gpu-utilization",metricName="s0-prometheus",resourceType="scaledobject",ignoreNullValues="false"}`;

const karpenter = 'job="karpenter",namespace="kube-system",pod="karpenter-1"';
const spot = (type: string): string =>
  `karpenter_interruption_received_messages_total{${karpenter},message_type="${type}"}`;
const launch = `karpenter_cloudprovider_instance_launch_failures_total{${karpenter},zone="us-east-1a",zone_id="use1-az1",capacity_type="spot",reason="InsufficientInstanceCapacity"}`;
const claim = (name: string, status: string): string =>
  `operator_nodeclaim_status_condition_count{${karpenter},exported_namespace="",name="${name}",type="Ready",status="${status}",reason="NodeNotFound"}`;

export const scalingCases: readonly RuleCase[] = [
  {
    name: "an autoscaler is at its maximum and wants no less",
    series: replicas(1, 4, 4, 4),
    at: "30m",
    alerts: {
      ScaleOutAtMaximum: [
        {
          labels: { namespace: "fraud", horizontalpodautoscaler: "keda-hpa-scorer" },
          value: "4",
        },
      ],
    },
  },
  {
    name: "an autoscaler below its maximum",
    series: replicas(1, 4, 3, 4),
    at: "30m",
    alerts: { ScaleOutAtMaximum: [] },
  },
  {
    name: "an autoscaler that may not scale at all",
    series: replicas(2, 2, 2, 2),
    at: "30m",
    alerts: { ScaleOutAtMaximum: [] },
  },
  {
    name: "a scaler that cannot read, and one without data",
    series: { [errors]: "0+2x40", [empty]: "0+2x40" },
    at: "30m",
    alerts: {
      ScalerFailing: [
        {
          labels: {
            namespace: "fraud",
            exported_namespace: "fraud",
            scaledObject: "scorer",
            scaler: "prometheusScaler",
          },
        },
      ],
      ScalerWithoutData: [
        {
          labels: {
            namespace: "fraud",
            exported_namespace: "fraud",
            scaledResource: "scorer",
            triggerName: "gpu-utilization",
          },
        },
      ],
    },
  },
  {
    name: "one error, long ago; KEDA has started anew since",
    series: { [errors]: "0x5 3x5 0x30", [empty]: "0x5 3x5 0x30" },
    at: "30m",
    alerts: { ScalerFailing: [], ScalerWithoutData: [] },
  },
  {
    name: "spot instances are taken back",
    series: {
      [spot("spot_interrupted")]: "1x20 7x50",
      [spot("rebalance_recommendation")]: "0+9x70",
    },
    at: "50m",
    alerts: { SpotInterruptionsFrequent: [{ labels: {}, value: "6.06" }] },
  },
  {
    name: "one spot instance is taken back; Karpenter starts anew",
    series: { [spot("spot_interrupted")]: "4x20 5x10 0x30" },
    at: "50m",
    alerts: { SpotInterruptionsFrequent: [] },
  },
  {
    name: "no instance is launched, and two do not join",
    series: {
      [launch]: "0+1x90",
      [claim("gpu-a", "False")]: "1x90",
      [claim("gpu-b", "Unknown")]: "1x90",
      [claim("gpu-c", "True")]: "1x90",
    },
    at: "60m",
    alerts: {
      NodeLaunchFailing: [
        {
          labels: {
            zone: "us-east-1a",
            capacity_type: "spot",
            reason: "InsufficientInstanceCapacity",
          },
        },
      ],
      NodeClaimsNotReady: [{ labels: { reason: "NodeNotFound" }, value: "2" }],
    },
  },
  {
    name: "launches that failed an hour ago, and claims that become ready in time",
    series: {
      [launch]: "0+1x5 5x85",
      [claim("gpu-a", "False")]: "1x10",
      [claim("gpu-a", "True")]: "_x10 1x80",
    },
    at: "60m",
    alerts: { NodeLaunchFailing: [], NodeClaimsNotReady: [] },
  },
  {
    name: "without series there is no alert",
    series: { 'up{job="kube-state-metrics"}': "1x60" },
    at: "60m",
    alerts: {
      ScaleOutAtMaximum: [],
      ScalerFailing: [],
      ScalerWithoutData: [],
      SpotInterruptionsFrequent: [],
      NodeLaunchFailing: [],
      NodeClaimsNotReady: [],
      NodesUnpriced: [],
    },
  },
];
