//go:build tools

// Package engine holds the engine's command as a dependency, so that `go mod tidy` keeps it.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
