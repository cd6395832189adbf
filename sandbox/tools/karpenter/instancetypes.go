package main

import (
	"context"
	"strconv"

	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/providers/instancetype"
	"github.com/samber/lo"
	corev1 "k8s.io/api/core/v1"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
	"sigs.k8s.io/karpenter/pkg/cloudprovider"
	"sigs.k8s.io/karpenter/pkg/scheduling"
)

// spotShare is the simulated price of spot capacity as a share of the on-demand price: the one that costs are planned with.
const spotShare = 0.35

// reservedShare makes reserved capacity all but free while larger types stay dearer, as Karpenter's provider does.
const reservedShare = 1e-7

// instanceTypesOf gives every instance type as a node class could launch it.
//
// A type without a price keeps its offerings, and they are unavailable: Karpenter launches nothing that it cannot price.
func (c *cloudProvider) instanceTypesOf(ctx context.Context, class *v1.EC2NodeClass) ([]*cloudprovider.InstanceType, error) {
	stock, err := c.capacity.read()
	if err != nil {
		return nil, err
	}
	launched, err := c.reservedNodes(ctx)
	if err != nil {
		return nil, err
	}
	zones := class.ZoneInfo()
	if len(zones) == 0 {
		return nil, nil
	}
	region := regionOf(zones[0].Zone)
	resolver := instancetype.NewDefaultResolver(region)
	types := make([]*cloudprovider.InstanceType, 0, len(c.catalog))
	for _, row := range c.catalog {
		names := lo.Map(zones, func(zone v1.ZoneInfo, _ int) string { return zone.Zone })
		one := resolver.Resolve(ctx, row.describe(), names, class)
		// The table does not have these two.
		for _, key := range []string{v1.LabelInstanceCPUManufacturer, v1.LabelInstanceCPUSustainedClockSpeedMhz} {
			one.Requirements[key] = scheduling.NewRequirement(key, corev1.NodeSelectorOpDoesNotExist)
		}
		one.Offerings = append(c.marketOfferings(row, region, zones), reservedOfferings(row, region, class, stock, launched)...)
		types = append(types, one)
	}
	return types, nil
}

// marketOfferings are on-demand and spot in each zone.
func (c *cloudProvider) marketOfferings(row tableRow, region string, zones []v1.ZoneInfo) cloudprovider.Offerings {
	price, hasPrice := row.onDemandPrice(region)
	var offerings cloudprovider.Offerings
	for _, zone := range zones {
		for capacityType, share := range map[string]float64{karpv1.CapacityTypeOnDemand: 1, karpv1.CapacityTypeSpot: spotShare} {
			failed := c.capacity.unavailable.IsUnavailable(
				ec2types.InstanceType(row.InstanceType), zone.Zone, zone.SubnetIDs, capacityType,
			)
			offerings = append(offerings, &cloudprovider.Offering{
				Requirements: scheduling.NewRequirements(
					scheduling.NewRequirement(karpv1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, capacityType),
					scheduling.NewRequirement(corev1.LabelTopologyZone, corev1.NodeSelectorOpIn, zone.Zone),
					scheduling.NewRequirement(v1.LabelTopologyZoneID, corev1.NodeSelectorOpIn, zone.ZoneID),
					scheduling.NewRequirement(v1.LabelCapacityReservationID, corev1.NodeSelectorOpDoesNotExist),
					scheduling.NewRequirement(v1.LabelCapacityReservationType, corev1.NodeSelectorOpDoesNotExist),
					scheduling.NewRequirement(v1.LabelCapacityReservationInterruptible, corev1.NodeSelectorOpDoesNotExist),
				),
				Price:     price * share,
				Available: hasPrice && !failed,
			})
		}
	}
	return offerings
}

// reservedOfferings are the reservations of the node class for one type.
func reservedOfferings(
	row tableRow, region string, class *v1.EC2NodeClass, stock capacityFile, launched map[string]int,
) cloudprovider.Offerings {
	if !v1.CapacityReservationsEnabled {
		return nil
	}
	price, _ := row.onDemandPrice(region)
	var offerings cloudprovider.Offerings
	for _, reserved := range class.Status.CapacityReservations {
		if reserved.InstanceType != row.InstanceType {
			continue
		}
		zone := reserved.AvailabilityZone
		_, hasSubnet := lo.Find(class.Status.Subnets, func(subnet v1.Subnet) bool { return subnet.Zone == zone })
		free := max(0, stock.count(reserved.ID)-launched[reserved.ID])
		short := stock.isShort(karpv1.CapacityTypeReserved, row.InstanceType, zone)
		offerings = append(offerings, &cloudprovider.Offering{
			Requirements: scheduling.NewRequirements(
				scheduling.NewRequirement(karpv1.CapacityTypeLabelKey, corev1.NodeSelectorOpIn, karpv1.CapacityTypeReserved),
				scheduling.NewRequirement(corev1.LabelTopologyZone, corev1.NodeSelectorOpIn, zone),
				scheduling.NewRequirement(v1.LabelTopologyZoneID, corev1.NodeSelectorOpIn, zoneID(zone)),
				scheduling.NewRequirement(v1.LabelCapacityReservationID, corev1.NodeSelectorOpIn, reserved.ID),
				scheduling.NewRequirement(v1.LabelCapacityReservationType, corev1.NodeSelectorOpIn, string(reserved.ReservationType)),
				scheduling.NewRequirement(v1.LabelCapacityReservationInterruptible, corev1.NodeSelectorOpIn, strconv.FormatBool(reserved.Interruptible)),
			),
			Price:               price * reservedShare,
			Available:           free > 0 && hasSubnet && !short,
			ReservationCapacity: free,
		})
	}
	return offerings
}

// reservedNodes counts the nodes of each reservation.
func (c *cloudProvider) reservedNodes(ctx context.Context) (map[string]int, error) {
	nodes, err := c.nodes(ctx, c.client)
	if err != nil {
		return nil, err
	}
	return lo.CountValuesBy(nodes, func(node corev1.Node) string {
		return node.Labels[v1.LabelCapacityReservationID]
	}), nil
}
