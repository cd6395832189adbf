/** Namespace of the controller: the documented one, whose API requests the API server ranks as those of the system. */
export const KARPENTER_NAMESPACE = "kube-system";

/** ServiceAccount of the controller, and name of its Helm release. */
export const KARPENTER_SERVICE_ACCOUNT = "karpenter";

/** Image of the controller; the chart adds tag and digest. */
export const KARPENTER_IMAGE = "public.ecr.aws/karpenter/controller";

/** Switches of Karpenter 1.14 for what is not finished upstream. */
export interface FeatureGates {
  /** Launches into capacity reservations that a node class selects. Beta. */
  readonly reservedCapacity: boolean;
  /** Replaces spot nodes by cheaper spot nodes. Alpha. */
  readonly spotToSpotConsolidation: boolean;
  /** Replaces nodes that report themselves broken. Alpha. */
  readonly nodeRepair: boolean;
  /** Prices and capacities of instance types can be overridden. Alpha. */
  readonly nodeOverlay: boolean;
  /** Pools with a fixed number of nodes. Alpha. */
  readonly staticCapacity: boolean;
  /** Spare capacity that is held ready by request. Alpha. */
  readonly capacityBuffer: boolean;
}

/** The gates as Karpenter 1.14 ships them, written down so that an upgrade does not turn one on unseen. */
export const featureGates: FeatureGates = {
  reservedCapacity: true,
  spotToSpotConsolidation: false,
  nodeRepair: false,
  nodeOverlay: false,
  staticCapacity: false,
  capacityBuffer: false,
};

/** Defaults of `Karpenter`, each with its reason. */
export const karpenterDefaults = {
  /** Pool of the controller: a managed group, because Karpenter must not manage the nodes that it runs on. */
  systemPool: "system",
  /** One leads and one waits, as the chart has it; each needs a node of its own. */
  replicas: 2,
  /** CPU and memory of a replica in Karpenter's getting-started guide for 1.14. */
  cpu: "1",
  memory: "1Gi",
  /** Seconds that a message waits in the queue, as in Karpenter's template: a spot warning is worthless after two minutes. */
  messageRetentionSeconds: 300,
} as const;

/** One kind of event that tells Karpenter of a node which will go or has gone. */
export interface InterruptionEvent {
  readonly source: "aws.ec2" | "aws.health";
  readonly detailType: string;
}

/** What Karpenter 1.14 reads from its queue (the parsers of its interruption controller). */
export const interruptionEvents = {
  spot: { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  state: { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  reservation: {
    source: "aws.ec2",
    detailType: "EC2 Capacity Reservation Instance Interruption Warning",
  },
  health: { source: "aws.health", detailType: "AWS Health Event" },
} as const satisfies Readonly<Record<string, InterruptionEvent>>;
