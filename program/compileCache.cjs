// Loaded before everything else (`nodeargs` in Pulumi.yaml): keeps compiled code between runs, which halves the start.
require("node:module").enableCompileCache?.();
