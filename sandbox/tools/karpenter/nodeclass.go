package main

import (
	"context"
	"time"

	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/types"
	controllerruntime "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/event"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/utils/nodeclaim"
)

// Time until the simulated AWS is asked again about a node class that is ready, and about one that is not.
const (
	readyPeriod    = 10 * time.Second
	notReadyPeriod = 5 * time.Second
)

// nodeClassController resolves the selectors of node classes against the simulated AWS and keeps a class until no
// NodeClaim uses it.
type nodeClassController struct {
	client client.Client
	ec2    *simulatedEC2
}

// Reconcile brings one node class up to date.
func (c *nodeClassController) Reconcile(ctx context.Context, class *v1.EC2NodeClass) (reconcile.Result, error) {
	stored := class.DeepCopy()
	if !class.DeletionTimestamp.IsZero() {
		return c.finalize(ctx, class, stored)
	}
	if controllerutil.AddFinalizer(class, v1.TerminationFinalizer) {
		if err := c.client.Patch(ctx, class, locked(stored)); err != nil {
			return retryConflict(err)
		}
		stored = class.DeepCopy()
	}
	if err := c.resolve(ctx, class); err != nil {
		return reconcile.Result{}, err
	}
	if !equality.Semantic.DeepEqual(stored.Status, class.Status) {
		if err := c.client.Status().Patch(ctx, class, locked(stored)); err != nil {
			return retryConflict(err)
		}
	}
	if class.StatusConditions().Root().IsTrue() {
		return reconcile.Result{RequeueAfter: readyPeriod}, nil
	}
	return reconcile.Result{RequeueAfter: notReadyPeriod}, nil
}

func (c *nodeClassController) finalize(ctx context.Context, class, stored *v1.EC2NodeClass) (reconcile.Result, error) {
	claims := &karpv1.NodeClaimList{}
	if err := c.client.List(ctx, claims, nodeclaim.ForNodeClass(class)); err != nil {
		return reconcile.Result{}, err
	}
	if len(claims.Items) > 0 || !controllerutil.RemoveFinalizer(class, v1.TerminationFinalizer) {
		return reconcile.Result{}, nil
	}
	if err := c.client.Patch(ctx, class, locked(stored)); err != nil {
		return retryConflict(client.IgnoreNotFound(err))
	}
	return reconcile.Result{}, nil
}

// locked patches nothing that was changed meanwhile: a patch replaces lists whole.
func locked(stored client.Object) client.Patch {
	return client.MergeFromWithOptions(stored, client.MergeFromWithOptimisticLock{})
}

func retryConflict(err error) (reconcile.Result, error) {
	if errors.IsConflict(err) {
		return reconcile.Result{RequeueAfter: time.Second}, nil
	}
	return reconcile.Result{}, err
}

// Register starts the controller with the manager. The end of a NodeClaim may be the end of its class.
func (c *nodeClassController) Register(_ context.Context, mgr manager.Manager) error {
	classOf := handler.EnqueueRequestsFromMapFunc(func(_ context.Context, object client.Object) []reconcile.Request {
		name := object.(*karpv1.NodeClaim).Spec.NodeClassRef.Name
		return []reconcile.Request{{NamespacedName: types.NamespacedName{Name: name}}}
	})
	onlyDeletions := predicate.Funcs{
		CreateFunc: func(event.CreateEvent) bool { return false },
		UpdateFunc: func(event.UpdateEvent) bool { return false },
	}
	return controllerruntime.NewControllerManagedBy(mgr).
		Named("nodeclass").
		For(&v1.EC2NodeClass{}).
		Watches(&karpv1.NodeClaim{}, classOf, builder.WithPredicates(onlyDeletions)).
		Complete(reconcile.AsReconciler(mgr.GetClient(), c))
}
