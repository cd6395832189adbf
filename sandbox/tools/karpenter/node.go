package main

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/providers/amifamily"
	"github.com/samber/lo"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/utils/resources"
)

// providerPrefix starts the provider id of an EC2 instance: `aws:///us-east-1a/i-0123456789abcdef0`.
const providerPrefix = "aws:///"

// firstHost is the first address of a subnet that AWS does not keep for itself.
const firstHost = 4

// launch makes the Node of a claim with the first free address of its subnet.
func (c *cloudProvider) launch(
	ctx context.Context, claim *karpv1.NodeClaim, class *v1.EC2NodeClass, chosen choice,
) (*karpv1.NodeClaim, error) {
	launched := launchedClaim(claim, class, chosen)
	node, err := c.nodeFor(claim, launched)
	if err != nil {
		return nil, err
	}
	subnet, prefix, err := c.subnetIn(class, chosen.offering.Zone())
	if err != nil {
		return nil, cloudprovider.NewCreateError(err, "SubnetResolutionFailed", "Error getting subnets")
	}
	c.launching.Lock()
	defer c.launching.Unlock()
	address := prefix.Addr()
	for range firstHost {
		address = address.Next()
	}
	// The last address is for broadcasts.
	for ; prefix.Contains(address.Next()); address = address.Next() {
		place(node, chosen.offering.Zone(), address, string(claim.UID))
		err := c.client.Create(ctx, node.DeepCopy())
		if errors.IsAlreadyExists(err) {
			continue
		}
		launched.Status.ProviderID = node.Spec.ProviderID
		return launched, err
	}
	return nil, cloudprovider.NewInsufficientCapacityError(
		fmt.Errorf("InsufficientFreeAddressesInSubnet: subnet %s has no free address in %s", subnet, prefix))
}

// subnetIn gives the first subnet of a class in a zone, and its address range.
func (c *cloudProvider) subnetIn(class *v1.EC2NodeClass, zone string) (string, netip.Prefix, error) {
	subnet, _ := lo.Find(class.Status.Subnets, func(one v1.Subnet) bool { return one.Zone == zone })
	found, err := c.ec2.describe(subnetType, []selector{{id: subnet.ID}})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("the simulated AWS has no subnet %q any more", subnet.ID)
	}
	if err != nil {
		return "", netip.Prefix{}, err
	}
	prefix, err := netip.ParsePrefix(found[0].Inputs.CidrBlock)
	return subnet.ID, prefix, err
}

// launchedClaim is what EC2 would tell of the instance.
func launchedClaim(claim *karpv1.NodeClaim, class *v1.EC2NodeClass, chosen choice) *karpv1.NodeClaim {
	labels := map[string]string{}
	for key, requirement := range chosen.instanceType.Requirements {
		if requirement.Operator() == corev1.NodeSelectorOpIn && requirement.Len() == 1 && !cloudprovider.ReservedCapacityLabels.Has(key) {
			labels[key] = requirement.Any()
		}
	}
	for key, requirement := range chosen.offering.Requirements {
		if requirement.Operator() == corev1.NodeSelectorOpIn {
			labels[key] = requirement.Any()
		}
	}
	if chosen.offering.CapacityType() != karpv1.CapacityTypeReserved {
		delete(labels, v1.LabelCapacityReservationInterruptible)
	}
	labels[v1.LabelInstanceTenancy] = "default"
	provided := func(name corev1.ResourceName, quantity resource.Quantity) bool {
		_, isRequested := claim.Spec.Resources.Requests[name]
		return !resources.IsZero(quantity) && (name != v1.ResourceEFA || isRequested || class.NetworkInterfaces() != nil)
	}
	launched := &karpv1.NodeClaim{ObjectMeta: metav1.ObjectMeta{
		Labels: labels,
		Annotations: map[string]string{
			v1.AnnotationEC2NodeClassHash:        class.Hash(nil),
			v1.AnnotationEC2NodeClassHashVersion: v1.EC2NodeClassHashVersion,
			v1.AnnotationInstanceProfile:         class.Status.InstanceProfile,
		},
	}}
	launched.Status.Capacity = lo.PickBy(chosen.instanceType.Capacity, provided)
	launched.Status.Allocatable = lo.PickBy(chosen.instanceType.Allocatable(), provided)
	for image := range amifamily.MapToInstanceTypes([]*cloudprovider.InstanceType{chosen.instanceType}, class.Status.AMIs) {
		launched.Status.ImageID = image
	}
	return launched
}

// nodeFor is the Node that a kubelet would register, without its place. Devices are there when their plugin would run.
func (c *cloudProvider) nodeFor(claim, launched *karpv1.NodeClaim) (*corev1.Node, error) {
	labels := lo.Assign(launched.Labels, claim.Labels)
	taints := slices.Concat(claim.Spec.Taints, claim.Spec.StartupTaints)
	discovered, hasGPUs, err := gpuLabels(c.ec2.files.helmReleases, labels, taints)
	if err != nil {
		return nil, err
	}
	registered := func(name corev1.ResourceName, _ resource.Quantity) bool {
		device := strings.Contains(string(name), "/")
		return !device || name == v1.ResourceEFA || name == v1.ResourceNVIDIAGPU && hasGPUs
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{
			Labels:      lo.Assign(labels, discovered),
			Annotations: map[string]string{"kwok.x-k8s.io/node": "fake"},
		},
		Spec: corev1.NodeSpec{Taints: []corev1.Taint{karpv1.UnregisteredNoExecuteTaint}},
		Status: corev1.NodeStatus{
			Capacity:    lo.PickBy(launched.Status.Capacity, registered),
			Allocatable: lo.PickBy(launched.Status.Allocatable, registered),
		},
	}, nil
}

// place gives a node the names that EC2 gives an instance with this address.
func place(node *corev1.Node, zone string, address netip.Addr, seed string) {
	region := regionOf(zone)
	domain := lo.Ternary(region == "us-east-1", "ec2.internal", region+".compute.internal")
	node.Name = fmt.Sprintf("ip-%s.%s", strings.ReplaceAll(address.String(), ".", "-"), domain)
	node.Labels[corev1.LabelHostname] = node.Name
	node.Spec.ProviderID = fmt.Sprintf("%s%s/i-%s", providerPrefix, zone, derivedHex(seed+address.String()))
	node.Status.Addresses = []corev1.NodeAddress{
		{Type: corev1.NodeInternalIP, Address: address.String()},
		{Type: corev1.NodeHostName, Address: node.Name},
	}
}
