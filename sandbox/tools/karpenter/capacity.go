package main

import (
	"bytes"
	"os"
	"sync"

	"github.com/aws/karpenter-provider-aws/pkg/cache"
	"k8s.io/apimachinery/pkg/util/sets"
)

// capacityFile says what the simulated EC2 lacks and what is reserved in it.
type capacityFile struct {
	Unavailable  []shortage             `json:"unavailable"`
	Reservations map[string]reservation `json:"reservations"`
}

// shortage is a part of EC2 without free capacity; an empty type or zone stands for all.
type shortage struct {
	CapacityType string `json:"capacityType"`
	InstanceType string `json:"instanceType"`
	Zone         string `json:"zone"`
}

// reservation is an on-demand capacity reservation.
type reservation struct {
	InstanceType string `json:"instanceType"`
	Zone         string `json:"zone"`
	Count        int    `json:"count"`
}

// capacity is what EC2 would launch now, and what Karpenter believes of it since its last failure.
type capacity struct {
	path string
	// unavailable forgets a failed offering after three minutes.
	unavailable *cache.UnavailableOfferings

	mutex sync.Mutex
	seen  []byte
}

func newCapacity(path string) *capacity {
	return &capacity{path: path, unavailable: cache.NewUnavailableOfferings()}
}

// read gives the content of the file. When it has changed, failures that were remembered before are forgotten: a
// restored offering can be launched at once.
func (c *capacity) read() (capacityFile, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	content, err := readJSON[capacityFile](c.path)
	if err != nil {
		return content, err
	}
	text, _ := os.ReadFile(c.path)
	if !bytes.Equal(text, c.seen) {
		c.seen = text
		c.unavailable.Flush()
	}
	return content, nil
}

// isShort tells whether EC2 would answer InsufficientInstanceCapacity.
func (c capacityFile) isShort(capacityType, instanceType, zone string) bool {
	for _, one := range c.Unavailable {
		if one.CapacityType == capacityType &&
			sets.New("", instanceType).Has(one.InstanceType) && sets.New("", zone).Has(one.Zone) {
			return true
		}
	}
	return false
}

// count is the size of a reservation: one instance unless the file says otherwise.
func (c capacityFile) count(reservationID string) int {
	if reserved, found := c.Reservations[reservationID]; found && reserved.Count > 0 {
		return reserved.Count
	}
	return 1
}
