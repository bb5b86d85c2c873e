import type { ResourceType } from "../../resource";
import { eip } from "./eip";
import { internetGateway } from "./internetGateway";
import { natGateway } from "./natGateway";
import { route } from "./route";
import { routeTable } from "./routeTable";
import { routeTableAssociation } from "./routeTableAssociation";
import { securityGroup } from "./securityGroup";
import { subnet } from "./subnet";
import { vpc } from "./vpc";

/** What a network is made of. */
export const networkTypes: readonly ResourceType[] = [
  eip,
  internetGateway,
  natGateway,
  route,
  routeTable,
  routeTableAssociation,
  securityGroup,
  subnet,
  vpc,
];
