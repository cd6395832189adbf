package main

import (
	"fmt"

	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	v1 "github.com/aws/karpenter-provider-aws/pkg/apis/v1"
	"github.com/aws/karpenter-provider-aws/pkg/providers/instancetype"
	"github.com/samber/lo"
)

// priceRegion is the region whose prices stand for those of a region that the table does not have, as Karpenter does.
const priceRegion = "us-east-1"

// tableRow is one instance type of the table that the components plan with.
type tableRow struct {
	InstanceType       string             `json:"instanceType"`
	Arch               string             `json:"arch"`
	GPUName            string             `json:"gpuName"`
	GPUManufacturer    string             `json:"gpuManufacturer"`
	GPUCount           int32              `json:"gpuCount"`
	GPUMemoryMiBPerGPU int32              `json:"gpuMemoryMiBPerGpu"`
	NeuronDevice       string             `json:"neuronDevice"`
	NeuronDeviceCount  int32              `json:"neuronDeviceCount"`
	VCPU               int32              `json:"vcpu"`
	MemoryMiB          int64              `json:"memoryMiB"`
	LocalNVMeGB        int64              `json:"localNvmeGB"`
	EBSMbps            int32              `json:"ebsMbps"`
	EFAInterfaces      int32              `json:"efaInterfaces"`
	MaxPods            int32              `json:"maxPods"`
	OnDemandUSDPerHour map[string]float64 `json:"onDemandUsdPerHour"`
}

// readCatalog reads the table; an empty one is an error.
func readCatalog(path string) ([]tableRow, error) {
	table, err := readJSON[struct {
		Instances []tableRow `json:"instances"`
	}](path)
	if err == nil && len(table.Instances) == 0 {
		err = fmt.Errorf("%s lists no instance types", path)
	}
	return table.Instances, err
}

// onDemandPrice is in US dollars an hour.
func (r tableRow) onDemandPrice(region string) (float64, bool) {
	if price, found := r.OnDemandUSDPerHour[region]; found {
		return price, true
	}
	price, found := r.OnDemandUSDPerHour[priceRegion]
	return price, found
}

// describe gives the row in the form in which EC2 describes an instance type.
func (r tableRow) describe() ec2types.InstanceTypeInfo {
	info := ec2types.InstanceTypeInfo{
		InstanceType:          ec2types.InstanceType(r.InstanceType),
		SupportedUsageClasses: []ec2types.UsageClassType{ec2types.UsageClassTypeOnDemand, ec2types.UsageClassTypeSpot},
		ProcessorInfo:         &ec2types.ProcessorInfo{SupportedArchitectures: []ec2types.ArchitectureType{r.architecture()}},
		VCpuInfo:              &ec2types.VCpuInfo{DefaultVCpus: &r.VCPU},
		MemoryInfo:            &ec2types.MemoryInfo{SizeInMiB: &r.MemoryMiB},
		NetworkInfo:           r.network(),
		Hypervisor:            ec2types.InstanceTypeHypervisorNitro,
		EbsInfo: &ec2types.EbsInfo{
			EbsOptimizedSupport: ec2types.EbsOptimizedSupportDefault,
			EbsOptimizedInfo:    &ec2types.EbsOptimizedInfo{MaximumBandwidthInMbps: &r.EBSMbps},
		},
	}
	if limits, found := instancetype.Limits[r.InstanceType]; found {
		info.Hypervisor = ec2types.InstanceTypeHypervisor(limits.Hypervisor)
	}
	if r.LocalNVMeGB > 0 {
		info.InstanceStorageInfo = &ec2types.InstanceStorageInfo{
			NvmeSupport: ec2types.EphemeralNvmeSupportRequired, TotalSizeInGB: &r.LocalNVMeGB,
		}
	}
	if r.GPUName != "" {
		// Karpenter counts the GPUs of the manufacturer in the spelling of EC2.
		manufacturer := lo.Ternary(r.GPUManufacturer == "nvidia", "NVIDIA", r.GPUManufacturer)
		info.GpuInfo = &ec2types.GpuInfo{Gpus: []ec2types.GpuDeviceInfo{{
			Name: &r.GPUName, Manufacturer: &manufacturer, Count: &r.GPUCount,
			MemoryInfo: &ec2types.GpuDeviceMemoryInfo{SizeInMiB: &r.GPUMemoryMiBPerGPU},
		}}}
	}
	if r.NeuronDevice != "" {
		// The table does not have the cores of a device: without them no neuroncore resource is offered.
		info.NeuronInfo = &ec2types.NeuronInfo{NeuronDevices: []ec2types.NeuronDeviceInfo{{
			Name: &r.NeuronDevice, Count: &r.NeuronDeviceCount,
			CoreInfo: &ec2types.NeuronDeviceCoreInfo{Count: lo.ToPtr(int32(0))},
		}}}
	}
	return info
}

func (r tableRow) architecture() ec2types.ArchitectureType {
	for name, known := range v1.AWSToKubeArchitectures {
		if known == r.Arch {
			return ec2types.ArchitectureType(name)
		}
	}
	return ec2types.ArchitectureType(r.Arch)
}

// network has as many interfaces and addresses as Karpenter's own table says; a type that is not in it gets the one
// interface whose addresses give the pods of the row.
func (r tableRow) network() *ec2types.NetworkInfo {
	interfaces, addresses := int32(1), r.MaxPods-1
	if limits, found := instancetype.Limits[r.InstanceType]; found {
		interfaces = int32(limits.NetworkCards[limits.DefaultNetworkCardIndex].MaximumNetworkInterfaces)
		addresses = int32(limits.IPv4PerInterface)
	}
	info := &ec2types.NetworkInfo{
		DefaultNetworkCardIndex:      lo.ToPtr(int32(0)),
		NetworkCards:                 []ec2types.NetworkCardInfo{{MaximumNetworkInterfaces: &interfaces}},
		Ipv4AddressesPerInterface:    &addresses,
		EncryptionInTransitSupported: lo.ToPtr(true),
	}
	if r.EFAInterfaces > 0 {
		info.EfaInfo = &ec2types.EfaInfo{MaximumEfaInterfaces: &r.EFAInterfaces}
	}
	return info
}
