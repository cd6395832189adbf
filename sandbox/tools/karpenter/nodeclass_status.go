package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/operator/options"
	"github.com/samber/lo"
	corev1 "k8s.io/api/core/v1"
	karpv1 "sigs.k8s.io/karpenter/pkg/apis/v1"
)

// simulatedAccount owns the reservations; AWS uses this number in its documents.
const simulatedAccount = "111122223333"

// resolve fills the status of a class. A selector that matches nothing makes it not ready.
func (c *nodeClassController) resolve(ctx context.Context, class *v1.EC2NodeClass) error {
	subnets, err := c.ec2.subnets(class.Spec.SubnetSelectorTerms)
	if err != nil {
		return err
	}
	class.Status.Subnets = lo.Map(subnets, func(subnet awsObject, _ int) v1.Subnet {
		zone := subnet.Inputs.AvailabilityZone
		return v1.Subnet{ID: subnet.ID, Zone: zone, ZoneID: zoneID(zone)}
	})
	found(class, v1.ConditionTypeSubnetsReady, len(subnets) > 0,
		"SubnetsNotFound", "SubnetSelector did not match any Subnets of the simulated AWS")

	groups, err := c.ec2.securityGroups(class.Spec.SecurityGroupSelectorTerms)
	if err != nil {
		return err
	}
	class.Status.SecurityGroups = lo.Map(groups, func(group awsObject, _ int) v1.SecurityGroup {
		return v1.SecurityGroup{ID: group.ID, Name: group.Inputs.Name}
	})
	found(class, v1.ConditionTypeSecurityGroupsReady, len(groups) > 0,
		"SecurityGroupsNotFound", "SecurityGroupSelector did not match any SecurityGroups of the simulated AWS")

	class.Status.AMIs = images(class)
	class.StatusConditions().SetTrue(v1.ConditionTypeAMIsReady)
	if err := c.resolveInstanceProfile(ctx, class); err != nil {
		return err
	}
	if v1.CapacityReservationsEnabled {
		if err := c.resolveReservations(class); err != nil {
			return err
		}
		class.StatusConditions().SetTrue(v1.ConditionTypeCapacityReservationsReady)
	}
	class.StatusConditions().SetTrue(v1.ConditionTypePlacementGroupReady)
	class.StatusConditions().SetTrue(v1.ConditionTypeValidationSucceeded)
	return nil
}

// resolveInstanceProfile names the profile that Karpenter would make for the role, which must exist.
func (c *nodeClassController) resolveInstanceProfile(ctx context.Context, class *v1.EC2NodeClass) error {
	if class.Spec.InstanceProfile != nil {
		class.Status.InstanceProfile = *class.Spec.InstanceProfile
		class.StatusConditions().SetTrue(v1.ConditionTypeInstanceProfileReady)
		return nil
	}
	exists, err := c.ec2.hasRole(class.Spec.Role)
	if err != nil {
		return err
	}
	class.Status.InstanceProfile = ""
	if exists {
		class.Status.InstanceProfile = fmt.Sprintf("%s_%s", options.FromContext(ctx).ClusterName, derivedHex(string(class.UID)+class.Spec.Role))
	}
	found(class, v1.ConditionTypeInstanceProfileReady, exists,
		"RoleNotFound", fmt.Sprintf("The role %s does not exist in the simulated AWS", class.Spec.Role))
	return nil
}

// resolveReservations finds the reservations of the class in the simulated AWS and in the capacity file.
func (c *nodeClassController) resolveReservations(class *v1.EC2NodeClass) error {
	stock, err := readJSON[capacityFile](c.ec2.files.capacity)
	if err != nil {
		return err
	}
	class.Status.CapacityReservations = nil
	for _, term := range class.Spec.CapacityReservationSelectorTerms {
		objects, err := c.ec2.describe(reservationType, []selector{{id: term.ID, tags: term.Tags}})
		if err != nil {
			return err
		}
		for _, object := range objects {
			class.Status.CapacityReservations = append(class.Status.CapacityReservations,
				reservationStatus(object.ID, object.Inputs.InstanceType, object.Inputs.AvailabilityZone))
		}
		if entry, isKnown := stock.Reservations[term.ID]; isKnown && len(objects) == 0 {
			class.Status.CapacityReservations = append(class.Status.CapacityReservations,
				reservationStatus(term.ID, entry.InstanceType, entry.Zone))
		}
	}
	return nil
}

func reservationStatus(id, instanceType, zone string) v1.CapacityReservation {
	return v1.CapacityReservation{
		ID: id, InstanceType: instanceType, AvailabilityZone: zone, OwnerID: simulatedAccount,
		InstanceMatchCriteria: "targeted",
		ReservationType:       v1.CapacityReservationTypeDefault,
		State:                 v1.CapacityReservationStateActive,
	}
}

func found(class *v1.EC2NodeClass, condition string, isFound bool, reason, message string) {
	if isFound {
		class.StatusConditions().SetTrue(condition)
	} else {
		class.StatusConditions().SetFalse(condition, reason, message)
	}
}

// images makes up the AMIs that the terms stand for. An alias has one for each architecture and kind of accelerator, of
// which Karpenter takes the first that fits an instance type.
func images(class *v1.EC2NodeClass) []v1.AMI {
	var amis []v1.AMI
	for _, term := range class.Spec.AMISelectorTerms {
		if term.Alias == "" {
			name := lo.CoalesceOrEmpty(term.ID, term.Name, term.SSMParameter, fmt.Sprint(term.Tags))
			id := lo.Ternary(term.ID != "", term.ID, "ami-"+derivedHex(name))
			amis = append(amis, v1.AMI{ID: id, Name: name, Requirements: []corev1.NodeSelectorRequirement{}})
			continue
		}
		for _, architecture := range []string{karpv1.ArchitectureAmd64, karpv1.ArchitectureArm64} {
			for variant, accelerators := range imageVariants {
				name := strings.Join([]string{strings.ReplaceAll(term.Alias, "@", "-"), architecture, variant}, "-")
				requirements := append([]corev1.NodeSelectorRequirement{
					{Key: corev1.LabelArchStable, Operator: corev1.NodeSelectorOpIn, Values: []string{architecture}},
				}, accelerators...)
				amis = append(amis, v1.AMI{ID: "ami-" + derivedHex(name), Name: name, Requirements: requirements})
			}
		}
	}
	slices.SortFunc(amis, func(a, b v1.AMI) int { return strings.Compare(a.Name, b.Name) })
	return lo.UniqBy(amis, func(ami v1.AMI) string { return ami.ID })
}

// imageVariants are the images of one release by what they have drivers for.
var imageVariants = map[string][]corev1.NodeSelectorRequirement{
	"standard": {
		{Key: v1.LabelInstanceGPUCount, Operator: corev1.NodeSelectorOpDoesNotExist},
		{Key: v1.LabelInstanceAcceleratorCount, Operator: corev1.NodeSelectorOpDoesNotExist},
	},
	"nvidia": {{Key: v1.LabelInstanceGPUCount, Operator: corev1.NodeSelectorOpExists}},
	"neuron": {{Key: v1.LabelInstanceAcceleratorCount, Operator: corev1.NodeSelectorOpExists}},
}
