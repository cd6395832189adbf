package main

import (
	"context"
	stderrors "errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/karpenter-provider-aws/pkg/apis"
	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/providers/amifamily"
	"github.com/awslabs/operatorpkg/status"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
)

// cloudProvider launches Node objects in place of EC2 instances.
type cloudProvider struct {
	client client.Client
	// live reads past the cache: a launch must see the nodes of the launch before.
	live     client.Reader
	catalog  []tableRow
	ec2      *simulatedEC2
	capacity *capacity
	// launching is held while an address is chosen and its node made.
	launching sync.Mutex
}

var _ cloudprovider.CloudProvider = (*cloudProvider)(nil)

func newCloudProvider(mgr manager.Manager, catalog []tableRow, ec2 *simulatedEC2, stock *capacity) *cloudProvider {
	return &cloudProvider{client: mgr.GetClient(), live: mgr.GetAPIReader(), catalog: catalog, ec2: ec2, capacity: stock}
}

// Name is a label of Karpenter's metrics.
func (c *cloudProvider) Name() string { return "aws" }

// GetSupportedNodeClasses names the kind that NodePools refer to.
func (c *cloudProvider) GetSupportedNodeClasses() []status.Object {
	return []status.Object{&v1.EC2NodeClass{}}
}

// RepairPolicies say when a node counts as broken: half an hour after it stopped being ready, as on AWS.
func (c *cloudProvider) RepairPolicies() []cloudprovider.RepairPolicy {
	var policies []cloudprovider.RepairPolicy
	for _, broken := range []corev1.ConditionStatus{corev1.ConditionFalse, corev1.ConditionUnknown} {
		policies = append(policies, cloudprovider.RepairPolicy{
			ConditionType: corev1.NodeReady, ConditionStatus: broken, TolerationDuration: 30 * time.Minute,
		})
	}
	return policies
}

// Create launches a node for a claim.
func (c *cloudProvider) Create(ctx context.Context, claim *karpv1.NodeClaim) (*karpv1.NodeClaim, error) {
	class, err := c.nodeClass(ctx, claim.Spec.NodeClassRef.Name)
	if errors.IsNotFound(err) {
		return nil, cloudprovider.NewInsufficientCapacityError(fmt.Errorf("resolving nodeclass, %w", err))
	}
	if err != nil {
		return nil, fmt.Errorf("resolving nodeclass, %w", err)
	}
	ready := class.StatusConditions().Get(status.ConditionReady)
	if ready == nil || ready.ObservedGeneration != class.Generation {
		return nil, cloudprovider.NewNodeClassNotReadyError(stderrors.New("the status is older than the spec"))
	}
	if !ready.IsTrue() {
		return nil, cloudprovider.NewNodeClassNotReadyError(stderrors.New(ready.Message))
	}
	instanceTypes, err := c.instanceTypesOf(ctx, class)
	if err != nil {
		return nil, cloudprovider.NewCreateError(err, "InstanceTypeResolutionFailed", "Error resolving instance types")
	}
	chosen, err := c.choose(ctx, claim, class, instanceTypes)
	if err != nil {
		return nil, err
	}
	return c.launch(ctx, claim, class, chosen)
}

// Delete removes the node of a claim. There is no machine whose end would have to be waited for.
func (c *cloudProvider) Delete(ctx context.Context, claim *karpv1.NodeClaim) error {
	node, err := c.node(ctx, claim.Status.ProviderID)
	if err != nil {
		return err
	}
	if err := c.client.Delete(ctx, node); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("deleting node, %w", err)
	}
	return cloudprovider.NewNodeClaimNotFoundError(fmt.Errorf("instance of %s is terminated", node.Name))
}

// Get gives the claim of a node by its provider id.
func (c *cloudProvider) Get(ctx context.Context, providerID string) (*karpv1.NodeClaim, error) {
	node, err := c.node(ctx, providerID)
	if err != nil {
		return nil, err
	}
	return claimOf(node), nil
}

// List gives the claims of all nodes that were launched here.
func (c *cloudProvider) List(ctx context.Context) ([]*karpv1.NodeClaim, error) {
	nodes, err := c.nodes(ctx, c.client)
	if err != nil {
		return nil, err
	}
	claims := make([]*karpv1.NodeClaim, 0, len(nodes))
	for i := range nodes {
		claims = append(claims, claimOf(&nodes[i]))
	}
	return claims, nil
}

// GetInstanceTypes gives what the pool's node class can launch; nothing while the class does not exist.
func (c *cloudProvider) GetInstanceTypes(ctx context.Context, pool *karpv1.NodePool) ([]*cloudprovider.InstanceType, error) {
	class, err := c.nodeClass(ctx, pool.Spec.Template.Spec.NodeClassRef.Name)
	if errors.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return c.instanceTypesOf(ctx, class)
}

// IsDrifted compares a claim with its class: the fields that shape an instance, and the image.
func (c *cloudProvider) IsDrifted(ctx context.Context, claim *karpv1.NodeClaim) (cloudprovider.DriftReason, error) {
	class, err := c.nodeClass(ctx, claim.Spec.NodeClassRef.Name)
	if err != nil {
		return "", client.IgnoreNotFound(err)
	}
	if class.Annotations[v1.AnnotationEC2NodeClassHashVersion] == claim.Annotations[v1.AnnotationEC2NodeClassHashVersion] &&
		class.Annotations[v1.AnnotationEC2NodeClassHash] != claim.Annotations[v1.AnnotationEC2NodeClassHash] {
		return "NodeClassDrift", nil
	}
	instanceTypes, err := c.instanceTypesOf(ctx, class)
	if err != nil {
		return "", err
	}
	own := slices.DeleteFunc(instanceTypes, func(one *cloudprovider.InstanceType) bool {
		return one.Name != claim.Labels[corev1.LabelInstanceTypeStable]
	})
	if _, isCurrent := amifamily.MapToInstanceTypes(own, class.Status.AMIs)[claim.Status.ImageID]; !isCurrent {
		return "AMIDrift", nil
	}
	return "", nil
}

// nodeClass gives a class that is not about to go; one that is counts as not found.
func (c *cloudProvider) nodeClass(ctx context.Context, name string) (*v1.EC2NodeClass, error) {
	class := &v1.EC2NodeClass{}
	if err := c.client.Get(ctx, types.NamespacedName{Name: name}, class); err != nil {
		return nil, err
	}
	if !class.DeletionTimestamp.IsZero() {
		return nil, errors.NewNotFound(schema.GroupResource{Group: apis.Group, Resource: "ec2nodeclasses"}, name)
	}
	return class, nil
}

func (c *cloudProvider) node(ctx context.Context, providerID string) (*corev1.Node, error) {
	nodes, err := c.nodes(ctx, c.live)
	if err != nil {
		return nil, err
	}
	for i := range nodes {
		if nodes[i].Spec.ProviderID == providerID {
			return &nodes[i], nil
		}
	}
	return nil, cloudprovider.NewNodeClaimNotFoundError(fmt.Errorf("no instance %s", providerID))
}

// nodes gives the nodes that were launched here.
func (c *cloudProvider) nodes(ctx context.Context, reader client.Reader) ([]corev1.Node, error) {
	list := &corev1.NodeList{}
	if err := reader.List(ctx, list, client.HasLabels{karpv1.NodePoolLabelKey}); err != nil {
		return nil, fmt.Errorf("listing nodes, %w", err)
	}
	return slices.DeleteFunc(list.Items, func(node corev1.Node) bool {
		return !strings.HasPrefix(node.Spec.ProviderID, providerPrefix)
	}), nil
}

func claimOf(node *corev1.Node) *karpv1.NodeClaim {
	return &karpv1.NodeClaim{
		ObjectMeta: metav1.ObjectMeta{
			Labels: node.Labels, CreationTimestamp: node.CreationTimestamp, DeletionTimestamp: node.DeletionTimestamp,
		},
		Status: karpv1.NodeClaimStatus{
			ProviderID: node.Spec.ProviderID, Capacity: node.Status.Capacity, Allocatable: node.Status.Allocatable,
		},
	}
}
