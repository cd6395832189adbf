/**
 * Every version that the platform pins, with the place where it was read. Change a version here and nowhere else.
 *
 * Chart and image versions are those whose values and fields were read for this code (August 2026); EKS add-on versions
 * are what `aws eks describe-addon-versions --kubernetes-version 1.35` gave as defaults on 2 October 2026.
 */
export const versions = {
  /** EKS minor with standard support until 27 March 2027; inside the supported range of every chart below. */
  kubernetes: "1.35",

  /** EKS add-ons, by the name that EKS gives them. */
  addons: {
    "vpc-cni": "v1.22.4-eksbuild.3",
    coredns: "v1.13.2-eksbuild.31",
    "kube-proxy": "v1.35.3-eksbuild.29",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "metrics-server": "v0.9.0-eksbuild.5",
    "aws-ebs-csi-driver": "v1.64.0-eksbuild.1",
    "aws-mountpoint-s3-csi-driver": "v2.7.0-eksbuild.1",
    /** Read from public configurations of 2026 for 1.34, not from EKS: compare it with the default of your minor. */
    "aws-efs-csi-driver": "v3.4.0-eksbuild.1",
    /** Read from a public configuration of 1.36 (agent of 1 September 2026), not from EKS: compare it as above. */
    "eks-node-monitoring-agent": "v1.7.1-eksbuild.1",
  },

  /** Helm charts: where each is published and which version is installed. */
  charts: {
    gpuOperator: {
      chart: "gpu-operator",
      repository: "https://helm.ngc.nvidia.com/nvidia",
      version: "v26.7.0",
    },
    istioBase: {
      chart: "base",
      repository: "https://istio-release.storage.googleapis.com/charts",
      version: "1.31.1",
    },
    istioCni: {
      chart: "cni",
      repository: "https://istio-release.storage.googleapis.com/charts",
      version: "1.31.1",
    },
    istiod: {
      chart: "istiod",
      repository: "https://istio-release.storage.googleapis.com/charts",
      version: "1.31.1",
    },
    certManager: {
      chart: "cert-manager",
      repository: "oci://quay.io/jetstack/charts",
      version: "v1.21.2",
    },
    kserveCrd: {
      chart: "kserve-crd",
      repository: "oci://ghcr.io/kserve/charts",
      version: "v0.20.0",
    },
    kserveResources: {
      chart: "kserve-resources",
      repository: "oci://ghcr.io/kserve/charts",
      version: "v0.20.0",
    },
    kserveLocalModelCrd: {
      chart: "kserve-localmodel-crd",
      repository: "oci://ghcr.io/kserve/charts",
      version: "v0.20.0",
    },
    kserveLocalModelResources: {
      chart: "kserve-localmodel-resources",
      repository: "oci://ghcr.io/kserve/charts",
      version: "v0.20.0",
    },
    /** LeaderWorkerSet: chart and values of the release v0.8.0 were read; its address is that of its own README. */
    leaderWorkerSet: {
      chart: "lws",
      repository: "oci://registry.k8s.io/lws/charts",
      version: "v0.8.0",
    },
    karpenterCrd: {
      chart: "karpenter-crd",
      repository: "oci://public.ecr.aws/karpenter",
      version: "1.14.1",
    },
    karpenter: {
      chart: "karpenter",
      repository: "oci://public.ecr.aws/karpenter",
      version: "1.14.1",
    },
    keda: {
      chart: "keda",
      repository: "https://kedacore.github.io/charts",
      version: "2.20.2",
    },
    kubePrometheusStack: {
      chart: "kube-prometheus-stack",
      repository: "https://prometheus-community.github.io/helm-charts",
      version: "88.5.3",
    },
    loki: {
      chart: "loki",
      repository: "https://grafana-community.github.io/helm-charts",
      version: "18.11.0",
    },
    /** The single binary: the distributed chart asks for a Kafka broker. */
    tempo: {
      chart: "tempo",
      repository: "https://grafana-community.github.io/helm-charts",
      version: "2.2.4",
    },
    openTelemetryCollector: {
      chart: "opentelemetry-collector",
      repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
      version: "0.170.0",
    },
    efaDevicePlugin: {
      chart: "aws-efa-k8s-device-plugin",
      repository: "https://aws.github.io/eks-charts",
      // Read in public configurations; the values of this chart were not, so none but tolerations is set.
      version: "v0.5.7",
    },
    fluentBit: {
      chart: "fluent-bit",
      repository: "https://fluent.github.io/helm-charts",
      version: "0.58.1",
    },
  },

  /** Container images that this code names itself. */
  images: {
    /** Triton 2.71.0. The default tag of the KServe chart is from 2023. */
    tritonServer: { repository: "nvcr.io/nvidia/tritonserver", tag: "26.07-py3" },
    /** vLLM 0.32.0, the release of its documentation that was read; PyPI has 0.33.0. */
    vllm: { repository: "docker.io/vllm/vllm-openai", tag: "v0.32.0" },
    /** KServe's Hugging Face server at the release of the controller, one image for CPUs and one for GPUs. */
    huggingFaceServerCpu: { repository: "docker.io/kserve/huggingfaceserver", tag: "v0.20.0" },
    huggingFaceServerGpu: { repository: "docker.io/kserve/huggingfaceserver", tag: "v0.20.0-gpu" },
    /** What fetches models into pods, at the release of the controller. */
    storageInitializer: { repository: "docker.io/kserve/storage-initializer", tag: "v0.20.0" },
    /** The LeaderWorkerSet controller, at the release of its chart. */
    leaderWorkerSet: { repository: "registry.k8s.io/lws/lws", tag: "v0.8.0" },
    /** MLServer 1.7.1: what KServe v0.20.0 pins, and the newest on PyPI. */
    mlServer: { repository: "docker.io/seldonio/mlserver", tag: "1.7.1" },
    /** TensorFlow Serving 2.19.1: KServe's own runtime names 2.6.2, of 2021. The tag is that of the release; not pulled. */
    tensorflowServing: { repository: "docker.io/tensorflow/serving", tag: "2.19.1" },
    /** TorchServe 0.9.0 in KServe's build, the one that KServe v0.20.0 pins. In limited maintenance. */
    torchServe: { repository: "docker.io/pytorch/torchserve-kfs", tag: "0.9.0" },
    /**
     * Open Policy Agent with its Envoy plugin, which asks for API keys at the gateway. The tag was read in a public chart of
     * 2026; the rules were tested with OPA 1.22.2.
     */
    openPolicyAgent: { repository: "docker.io/openpolicyagent/opa", tag: "1.21.1-envoy-static" },
    /**
     * Kubernetes distribution of the OpenTelemetry collector. Its components and their names were read in the modules of this
     * release; the tag itself in public configurations of 2026, not from the registry.
     */
    openTelemetryCollector: {
      repository:
        "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s",
      tag: "0.161.0",
    },
    /** A shell and an HTTP client, for the smoke test. */
    smokeTest: { repository: "public.ecr.aws/docker/library/busybox", tag: "1.37.0" },
    /** AWS CLI 2, for the loader of models. Read in public configurations of 2026, not from the registry. */
    awsCli: { repository: "public.ecr.aws/aws-cli/aws-cli", tag: "2.36.46" },
    /** Cosign, for signatures of models. With a key it needs no trusted root of Sigstore since January 2026. Read as above. */
    cosign: { repository: "ghcr.io/sigstore/cosign/cosign", tag: "v3.1.3" },
  },

  /**
   * Releases of node images for the Kubernetes version above. AL2023: named for the standard and for the accelerated image
   * of x86-64 by public configurations of September 2026, which had read it from AWS. Bottlerocket: public documentation
   * and configurations (1.54). Managed groups on Bottlerocket want a release with a commit, so a pool names it itself.
   */
  nodeImages: { al2023: "1.35.7-20260911", bottlerocket: "1.54.0" },

  /** The standard channel of the Gateway API, one file of resource definitions. */
  gatewayApi: {
    version: "v1.6.3",
    manifest:
      "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.3/standard-install.yaml",
  },
} as const;
