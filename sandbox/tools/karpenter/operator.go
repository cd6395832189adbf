package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/awslabs/operatorpkg/serrors"
	"github.com/go-logr/zapr"
	"github.com/samber/lo"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
	controllerruntime "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/controllers/nodeoverlay"
	"sigs.k8s.io/karpenter/pkg/events"
	"sigs.k8s.io/karpenter/pkg/operator"
	"sigs.k8s.io/karpenter/pkg/operator/injection"
	"sigs.k8s.io/karpenter/pkg/operator/logging"
	"sigs.k8s.io/karpenter/pkg/operator/options"
)

// loopback is the only address on which this program listens.
const loopback = "127.0.0.1"

// newOperator makes the operator that Karpenter's controllers run in, with the settings of the environment.
//
// The constructor of the core listens on every address of the machine and elects a leader; this one does neither.
func newOperator() (context.Context, *operator.Operator) {
	ctx := injection.WithOptionsOrDie(context.Background(), options.Injectables...)
	logger := serrors.NewLogger(zapr.NewLogger(logging.NewLogger(ctx, "controller")))
	log.SetLogger(logger)
	klog.SetLogger(logger)

	settings := options.FromContext(ctx)
	config := controllerruntime.GetConfigOrDie()
	config.QPS, config.Burst = float32(settings.KubeClientQPS), settings.KubeClientBurst
	config.UserAgent = operator.AppName
	mgr := lo.Must(controllerruntime.NewManager(config, controllerruntime.Options{
		Logger:                 logging.IgnoreDebugEvents(logger),
		Metrics:                server.Options{BindAddress: fmt.Sprintf("%s:%d", loopback, settings.MetricsPort)},
		HealthProbeBindAddress: fmt.Sprintf("%s:%d", loopback, settings.HealthProbePort),
		BaseContext: func() context.Context {
			return injection.WithOptionsOrDie(log.IntoContext(context.Background(), logger), options.Injectables...)
		},
	}))
	addIndexes(ctx, mgr)
	lo.Must0(mgr.AddReadyzCheck("manager", func(request *http.Request) error {
		if !mgr.GetCache().WaitForCacheSync(request.Context()) {
			return fmt.Errorf("the caches are not filled")
		}
		return nil
	}))
	lo.Must0(mgr.AddHealthzCheck("healthz", healthz.Ping))
	return ctx, &operator.Operator{
		Manager:             mgr,
		KubernetesInterface: kubernetes.NewForConfigOrDie(config),
		EventRecorder:       events.NewRecorder(mgr.GetEventRecorderFor(operator.AppName)), //nolint:staticcheck // the core takes no other
		Clock:               clock.RealClock{},
		InstanceTypeStore:   nodeoverlay.NewInstanceTypeStore(),
	}
}

// addIndexes adds the indexes by which the controllers of the core look objects up.
func addIndexes(ctx context.Context, mgr manager.Manager) {
	addIndex(ctx, mgr, "spec.nodeName", func(pod *corev1.Pod) string { return pod.Spec.NodeName })
	addIndex(ctx, mgr, "spec.providerID", func(node *corev1.Node) string { return node.Spec.ProviderID })
	addIndex(ctx, mgr, "spec.nodeName", func(va *storagev1.VolumeAttachment) string { return va.Spec.NodeName })
	addIndex(ctx, mgr, "status.providerID", func(claim *karpv1.NodeClaim) string { return claim.Status.ProviderID })
	for field, value := range map[string]func(*karpv1.NodeClassReference) string{
		"group": func(reference *karpv1.NodeClassReference) string { return reference.Group },
		"kind":  func(reference *karpv1.NodeClassReference) string { return reference.Kind },
		"name":  func(reference *karpv1.NodeClassReference) string { return reference.Name },
	} {
		addIndex(ctx, mgr, "spec.nodeClassRef."+field, func(claim *karpv1.NodeClaim) string {
			return value(claim.Spec.NodeClassRef)
		})
		addIndex(ctx, mgr, "spec.template.spec.nodeClassRef."+field, func(pool *karpv1.NodePool) string {
			return value(pool.Spec.Template.Spec.NodeClassRef)
		})
	}
}

func addIndex[T any, Object interface {
	*T
	client.Object
}](ctx context.Context, mgr manager.Manager, field string, value func(Object) string) {
	lo.Must0(mgr.GetFieldIndexer().IndexField(ctx, Object(new(T)), field, func(object client.Object) []string {
		return []string{value(object.(Object))}
	}))
}
