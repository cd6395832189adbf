package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/samber/lo"
)

// Types under which the simulated AWS keeps its objects.
const (
	subnetType        = "aws:ec2/subnet:Subnet"
	securityGroupType = "aws:ec2/securityGroup:SecurityGroup"
	reservationType   = "aws:ec2/capacityReservation:CapacityReservation"
	tagType           = "aws:ec2/tag:Tag"
	roleType          = "aws:iam/role:Role"
	clusterType       = "aws:eks/cluster:Cluster"
)

// awsObject is one object of the simulated AWS; its inputs are those of the Pulumi resource.
type awsObject struct {
	ID     string    `json:"id"`
	Inputs awsInputs `json:"inputs"`
}

type awsInputs struct {
	Name                  string            `json:"name"`
	Tags                  map[string]string `json:"tags"`
	AvailabilityZone      string            `json:"availabilityZone"`
	CidrBlock             string            `json:"cidrBlock"`
	InstanceType          string            `json:"instanceType"`
	InstanceCount         int               `json:"instanceCount"`
	InstanceMatchCriteria string            `json:"instanceMatchCriteria"`
	ResourceID            string            `json:"resourceId"`
	Key                   string            `json:"key"`
	Value                 string            `json:"value"`
}

// simulatedEC2 answers what Karpenter asks EC2 and IAM, from the file of the simulated AWS.
type simulatedEC2 struct {
	files files
}

// selector is one term of a selector: every field that is set must match.
type selector struct {
	id, name string
	tags     map[string]string
}

// describe gives the objects of a type that any of the selectors matches.
func (e *simulatedEC2) describe(objectType string, selectors []selector) ([]awsObject, error) {
	// Objects of other types have inputs of other shapes: only those that are asked for are decoded.
	content, err := readJSON[map[string]map[string]json.RawMessage](e.files.aws)
	if err != nil {
		return nil, err
	}
	objects, err := decodeAll(content[objectType])
	if err != nil {
		return nil, err
	}
	tags, err := decodeAll(content[tagType])
	if err != nil {
		return nil, err
	}
	var found []awsObject
	for _, object := range objects {
		for _, tag := range tags {
			if tag.Inputs.ResourceID == object.ID {
				object.Inputs.Tags = lo.Assign(object.Inputs.Tags, map[string]string{tag.Inputs.Key: tag.Inputs.Value})
			}
		}
		if slices.ContainsFunc(selectors, func(term selector) bool { return term.matches(object) }) {
			found = append(found, object)
		}
	}
	return found, nil
}

// decodeAll gives the objects in the order of their ids.
func decodeAll(texts map[string]json.RawMessage) ([]awsObject, error) {
	objects := make([]awsObject, 0, len(texts))
	for _, text := range texts {
		var object awsObject
		if err := json.Unmarshal(text, &object); err != nil {
			return nil, fmt.Errorf("decoding an object of the simulated AWS, %w", err)
		}
		objects = append(objects, object)
	}
	slices.SortFunc(objects, func(a, b awsObject) int { return strings.Compare(a.ID, b.ID) })
	return objects, nil
}

// matches follows the filters of EC2: a tag of value `*` matches every value of its key.
func (s selector) matches(object awsObject) bool {
	if s.id != "" && s.id != object.ID || s.name != "" && s.name != object.Inputs.Name {
		return false
	}
	for key, wanted := range s.tags {
		value, found := object.Inputs.Tags[key]
		if !found || wanted != "*" && wanted != value {
			return false
		}
	}
	return true
}

// subnets gives the subnets of a node class that name their zone.
func (e *simulatedEC2) subnets(terms []v1.SubnetSelectorTerm) ([]awsObject, error) {
	selectors := make([]selector, 0, len(terms))
	for _, term := range terms {
		selectors = append(selectors, selector{id: term.ID, tags: term.Tags})
	}
	found, err := e.describe(subnetType, selectors)
	return slices.DeleteFunc(found, func(subnet awsObject) bool { return subnet.Inputs.AvailabilityZone == "" }), err
}

// securityGroups gives the security groups of a node class, those among them that EKS makes with a cluster.
func (e *simulatedEC2) securityGroups(terms []v1.SecurityGroupSelectorTerm) ([]awsObject, error) {
	selectors := make([]selector, 0, len(terms))
	for _, term := range terms {
		selectors = append(selectors, selector{id: term.ID, name: term.Name, tags: term.Tags})
	}
	found, err := e.describe(securityGroupType, selectors)
	if err != nil {
		return nil, err
	}
	clusters, err := e.describe(clusterType, []selector{{}})
	if err != nil {
		return nil, err
	}
	for _, cluster := range clusters {
		if group := clusterSecurityGroup(cluster); slices.ContainsFunc(selectors, func(term selector) bool { return term.matches(group) }) {
			found = append(found, group)
		}
	}
	return found, nil
}

// clusterSecurityGroup is the group that EKS makes with a cluster, with the id that the simulated EKS reports.
func clusterSecurityGroup(cluster awsObject) awsObject {
	sum := sha256.Sum256([]byte(cluster.ID + "/cluster-security-group"))
	return awsObject{
		ID: "sg-" + hex.EncodeToString(sum[:])[:17],
		Inputs: awsInputs{
			Name: "eks-cluster-sg-" + cluster.ID,
			Tags: map[string]string{"aws:eks:cluster-name": cluster.ID, "kubernetes.io/cluster/" + cluster.ID: "owned"},
		},
	}
}

// hasRole tells whether IAM has a role of this name.
func (e *simulatedEC2) hasRole(name string) (bool, error) {
	found, err := e.describe(roleType, []selector{{id: name}, {name: name}})
	return len(found) > 0, err
}

// zoneID makes up the id of a zone in the form of AWS: `us-east-1a` has `use1-az1`. The real ids differ by account.
func zoneID(zone string) string {
	parts := strings.Split(regionOf(zone), "-")
	letter := zone[len(zone)-1]
	short := parts[0]
	for _, direction := range []string{"north", "south", "central", "east", "west"} {
		if len(parts) == 3 && strings.Contains(parts[1], direction) {
			short += direction[:1]
		}
	}
	return short + parts[len(parts)-1] + "-az" + string('1'+letter-'a')
}

// regionOf gives `us-east-1` for `us-east-1a`.
func regionOf(zone string) string {
	return strings.TrimRight(zone, "abcdefghijklmnopqrstuvwxyz")
}

// derivedHex gives the same 17 hexadecimal digits for the same seed, as ids of EC2 have them.
func derivedHex(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])[:17]
}
