package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// files are the JSON files that this program reads. Others write them, whole and in one step.
type files struct {
	// instanceTable describes the instance types of EC2.
	instanceTable string
	// aws holds every object of the simulated AWS: type, then id, then object.
	aws string
	// helmReleases holds the installed Helm releases by namespace and name.
	helmReleases string
	// capacity says what EC2 lacks, and which capacity is reserved.
	capacity string
}

// filesFromEnvironment takes each path from the environment; an unset one is an error.
func filesFromEnvironment() (files, error) {
	var found files
	for name, target := range map[string]*string{
		"INSTANCE_TABLE_FILE": &found.instanceTable,
		"SIMULATED_AWS_FILE":  &found.aws,
		"HELM_RELEASES_FILE":  &found.helmReleases,
		"CAPACITY_FILE":       &found.capacity,
	} {
		*target = os.Getenv(name)
		if *target == "" {
			return files{}, fmt.Errorf("%s is not set: give the path of a JSON file", name)
		}
	}
	return found, nil
}

// readJSON gives the content of a JSON file, or the empty value where the file does not exist yet.
func readJSON[T any](path string) (T, error) {
	var content T
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return content, nil
	}
	if err != nil {
		return content, err
	}
	if err := json.Unmarshal(data, &content); err != nil {
		return content, fmt.Errorf("reading %s, %w", path, err)
	}
	return content, nil
}
