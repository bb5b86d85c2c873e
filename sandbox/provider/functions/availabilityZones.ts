import type { AvailabilityZone } from "@aws-sdk/client-ec2";
import { step } from "../awsErrors";
import { ec2 } from "../resources/ec2/ec2";
import { textOf } from "../values";
import type { ProviderFunction } from "./function";

/** Mirrors Terraform's `aws_availability_zones`. */
export const getAvailabilityZones: ProviderFunction = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  args: ["state"],

  async call({ state }, scope) {
    const { sdk, client } = await ec2(scope);
    const Filters = state === undefined ? undefined : [{ Name: "state", Values: [textOf(state) ?? ""] }];
    const { AvailabilityZones: zones = [] } = await step("fetching EC2 Availability Zones", () =>
      client.send(new sdk.DescribeAvailabilityZonesCommand({ Filters })),
    );
    const sorted = zones.toSorted(({ ZoneName: a = "" }, { ZoneName: b = "" }) => (a < b ? -1 : 1));
    const all = (property: (zone: AvailabilityZone) => string | undefined) =>
      sorted.map((zone) => property(zone) ?? "");
    return {
      id: scope.region,
      region: scope.region,
      state,
      names: all(({ ZoneName }) => ZoneName),
      zoneIds: all(({ ZoneId }) => ZoneId),
      groupNames: [...new Set(all(({ GroupName }) => GroupName))],
    };
  },
};
