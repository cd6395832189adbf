// Command karpenter is the core of Karpenter with a cloud provider that stands for EC2.
//
// Provisioning, disruption, termination and everything else that decides about nodes is the code of
// sigs.k8s.io/karpenter; the node class, the properties of instance types and the choice between them are the
// code of karpenter-provider-aws. Only the launch itself is simulated: it makes a Node object that kwok keeps ready.
package main

import (
	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/controllers/nodeclaim/garbagecollection"
	"github.com/aws/karpenter-provider-aws/pkg/controllers/nodeclass/hash"
	"github.com/samber/lo"
	"sigs.k8s.io/karpenter/pkg/cloudprovider/metrics"
	"sigs.k8s.io/karpenter/pkg/cloudprovider/overlay"
	"sigs.k8s.io/karpenter/pkg/controllers"
	"sigs.k8s.io/karpenter/pkg/controllers/state"
	"sigs.k8s.io/karpenter/pkg/operator/options"
)

func main() {
	files := lo.Must(filesFromEnvironment())
	catalog := lo.Must(readCatalog(files.instanceTable))
	ctx, op := newOperator()
	v1.CapacityReservationsEnabled = options.FromContext(ctx).FeatureGates.ReservedCapacity

	ec2 := &simulatedEC2{files: files}
	provider := metrics.Decorate(newCloudProvider(op.Manager, catalog, ec2, newCapacity(files.capacity)))
	overlaid := overlay.Decorate(provider, op.GetClient(), op.InstanceTypeStore)
	cluster := state.NewCluster(op.Clock, op.GetClient(), overlaid)
	op.
		WithControllers(ctx, controllers.NewControllers(
			ctx, op.Manager, op.Clock, op.GetClient(), op.EventRecorder, overlaid, provider, cluster, op.InstanceTypeStore,
		)...).
		WithControllers(ctx,
			&nodeClassController{client: op.GetClient(), ec2: ec2},
			hash.NewController(op.GetClient(), nil),
			garbagecollection.NewController(op.GetClient(), overlaid),
		).
		Start(ctx)
}
