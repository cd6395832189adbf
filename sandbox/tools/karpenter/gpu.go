package main

import (
	"encoding/json"
	"fmt"
	"strings"

	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/samber/lo"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

// gpuOperatorTolerations is the default of the chart for `daemonsets.tolerations`.
var gpuOperatorTolerations = []corev1.Toleration{
	{Key: string(v1.ResourceNVIDIAGPU), Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule},
}

// gpuLabels gives the labels that feature discovery would set on a node with these taints, and whether the device
// plugin would register its GPUs: only while the GPU operator is installed and its DaemonSets tolerate the taints.
func gpuLabels(releasesFile string, labels map[string]string, taints []corev1.Taint) (map[string]string, bool, error) {
	releases, err := readJSON[map[string]struct {
		Chart  string          `json:"chart"`
		Values json.RawMessage `json:"values"`
	}](releasesFile)
	if err != nil {
		return nil, false, err
	}
	blocking := lo.Reject(taints, func(taint corev1.Taint, _ int) bool {
		return taint.Effect == corev1.TaintEffectPreferNoSchedule
	})
	count := labels[v1.LabelInstanceGPUCount]
	for _, release := range releases {
		if release.Chart != "gpu-operator" || count == "" || count == "0" || sharesGPUs(labels) {
			continue
		}
		tolerations, err := daemonSetTolerations(release.Values)
		if err != nil {
			return nil, false, err
		}
		if scheduling.Taints(blocking).Tolerates(tolerations) != nil {
			continue
		}
		return map[string]string{
			"nvidia.com/gpu.present":                      "true",
			"nvidia.com/gpu.product":                      "NVIDIA-" + strings.ToUpper(labels[v1.LabelInstanceGPUName]),
			"nvidia.com/gpu.count":                        count,
			"nvidia.com/gpu.memory":                       labels[v1.LabelInstanceGPUMemory],
			"feature.node.kubernetes.io/pci-10de.present": "true",
		}, true, nil
	}
	return nil, false, nil
}

// sharesGPUs tells whether the device plugin would register something else than whole GPUs, which Karpenter waits for.
func sharesGPUs(labels map[string]string) bool {
	return labels["nvidia.com/device-plugin.config"] != "" || labels["nvidia.com/mig.config"] != ""
}

func daemonSetTolerations(values json.RawMessage) ([]corev1.Toleration, error) {
	var chart struct {
		DaemonSets struct {
			Tolerations *[]corev1.Toleration `json:"tolerations"`
		} `json:"daemonsets"`
	}
	if len(values) == 0 {
		return gpuOperatorTolerations, nil
	}
	if err := json.Unmarshal(values, &chart); err != nil {
		return nil, fmt.Errorf("reading daemonsets.tolerations of the GPU operator, %w", err)
	}
	if chart.DaemonSets.Tolerations == nil {
		return gpuOperatorTolerations, nil
	}
	return *chart.DaemonSets.Tolerations, nil
}
