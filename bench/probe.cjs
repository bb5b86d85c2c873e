"use strict";

// Loaded with NODE_OPTIONS=--require, before the program.
// Measures the process that runs a Pulumi program, and no other: how long after the start of the process it asks for its
// last resource, and the most memory it has ever had. Writes a line of JSON to the file that BENCH_RESULT names.
if (/cmd[\\/]run/.test(process.argv[1] ?? "")) {
  const { ResourceMonitorClient } = require("@pulumi/pulumi/proto/resource_grpc_pb");
  const { appendFileSync } = require("node:fs");
  const { registerResource } = ResourceMonitorClient.prototype;
  let startMs = 0;
  ResourceMonitorClient.prototype.registerResource = function (...args) {
    startMs = performance.now();
    return registerResource.apply(this, args);
  };
  process.on("exit", () => {
    const peakMemoryKiB = process.resourceUsage().maxRSS;
    appendFileSync(process.env.BENCH_RESULT, `${JSON.stringify({ startMs, peakMemoryKiB })}\n`);
  });
}
