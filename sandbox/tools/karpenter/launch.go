package main

import (
	"context"
	"fmt"
	"slices"

	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/providers/instance/filter"
	corev1 "k8s.io/api/core/v1"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

// choice is what a launch takes: an instance type in one zone, with one way to pay.
type choice struct {
	instanceType *cloudprovider.InstanceType
	offering     *cloudprovider.Offering
}

// choose takes the cheapest offering that EC2 can launch. The candidates and the capacity type are those of Karpenter's
// provider: reserved before spot before on-demand, and a single capacity type in a launch.
//
// What EC2 lacks is remembered as unavailable; when it lacks all of it, the error is an InsufficientCapacityError.
func (c *cloudProvider) choose(
	ctx context.Context, claim *karpv1.NodeClaim, class *v1.EC2NodeClass, instanceTypes []*cloudprovider.InstanceType,
) (choice, error) {
	requirements := scheduling.NewNodeSelectorRequirementsWithMinValues(claim.Spec.Requirements...)
	candidates := candidatesFor(claim, requirements, instanceTypes)
	if len(candidates) == 0 {
		return choice{}, cloudprovider.NewInsufficientCapacityError(
			fmt.Errorf("all requested instance types were unavailable during launch"))
	}
	capacityType := candidates[0].offering.CapacityType()
	stock, err := c.capacity.read()
	if err != nil {
		return choice{}, err
	}
	for _, candidate := range candidates {
		name, zone := candidate.instanceType.Name, candidate.offering.Zone()
		if !stock.isShort(capacityType, name, zone) {
			return candidate, nil
		}
		c.capacity.unavailable.MarkUnavailable(ctx, ec2types.InstanceType(name), zone, capacityType,
			map[string]string{"reason": "InsufficientInstanceCapacity"})
	}
	return choice{}, cloudprovider.NewInsufficientCapacityError(fmt.Errorf(
		"InsufficientInstanceCapacity: the simulated EC2 has no %s capacity for any of %d offerings of node class %s",
		capacityType, len(candidates), class.Name))
}

// candidatesFor gives the possible launches of the first capacity type that has any, the cheapest first.
func candidatesFor(
	claim *karpv1.NodeClaim, requirements scheduling.Requirements, instanceTypes []*cloudprovider.InstanceType,
) []choice {
	for _, one := range []filter.Filter{
		filter.CompatibleAvailableFilter(requirements, claim.Spec.Resources.Requests),
		filter.CapacityReservationTypeFilter(requirements),
		filter.CapacityBlockFilter(requirements),
		filter.ReservedOfferingFilter(requirements),
		filter.ExoticInstanceTypeFilter(requirements),
		filter.SpotOfferingFilter(requirements),
	} {
		instanceTypes, _ = one.FilterReject(instanceTypes)
	}
	wanted := requirements.Get(karpv1.CapacityTypeLabelKey)
	for _, capacityType := range []string{karpv1.CapacityTypeReserved, karpv1.CapacityTypeSpot, karpv1.CapacityTypeOnDemand} {
		if !wanted.Has(capacityType) {
			continue
		}
		narrowed := scheduling.NewRequirements(requirements.Values()...)
		narrowed[karpv1.CapacityTypeLabelKey] = scheduling.NewRequirement(
			karpv1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, capacityType)
		var candidates []choice
		for _, one := range instanceTypes {
			for _, offering := range one.Offerings.Available().Compatible(narrowed) {
				candidates = append(candidates, choice{instanceType: one, offering: offering})
			}
		}
		if len(candidates) > 0 {
			slices.SortStableFunc(candidates, byPriceAndZone)
			return candidates
		}
	}
	return nil
}

func byPriceAndZone(a, b choice) int {
	switch {
	case a.offering.Price < b.offering.Price:
		return -1
	case a.offering.Price > b.offering.Price:
		return 1
	case a.offering.Zone() < b.offering.Zone():
		return -1
	default:
		return 1
	}
}
