import { getAvailabilityZones } from "./availabilityZones";
import type { ProviderFunction } from "./function";
import { getSubnet } from "./subnet";

/** Every function the provider answers for. */
export const functions: readonly ProviderFunction[] = [getAvailabilityZones, getSubnet];
