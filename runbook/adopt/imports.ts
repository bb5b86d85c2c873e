import { version as providerVersion } from "@pulumi/aws/package.json";
import {
  componentType,
  logGroupType,
  rolePolicyType,
  serviceType,
  taskDefinitionType,
} from "../../components/ownership";
import type { Settings } from "../../settings/types";

/** What is imported beside the service. */
export interface Found {
  /** ARN of the revision that the service is on. */
  revisionArn: string;
  /** The log group that the settings name exists, and becomes the stack's. */
  hasLogGroup: boolean;
  /** The inline policy that the settings grant access with exists. */
  hasSecretAccess: boolean;
}

/** One resource to import. */
export interface Import {
  type: string;
  /** As the program names it. */
  name: string;
  /** By which the provider finds it; undefined for the component, which AWS does not have. */
  id?: string;
}

/** The resources that the program would register for the settings, with the ids by which the provider imports them. */
export function importsFor({ appName, names, pinnedRevision }: Settings, found: Found): Import[] {
  return [
    { type: componentType, name: appName },
    ...(found.hasLogGroup ? [{ type: logGroupType, name: `${appName}-logs`, id: names.logGroup }] : []),
    ...(found.hasSecretAccess
      ? [
          {
            type: rolePolicyType,
            name: `${appName}-secret-access`,
            id: `${names.executionRole}:${names.family}-secret-access`,
          },
        ]
      : []),
    ...(pinnedRevision === undefined
      ? [{ type: taskDefinitionType, name: `${appName}-task`, id: found.revisionArn }]
      : []),
    { type: serviceType, name: `${appName}-service`, id: `${names.cluster}/${names.service}` },
  ];
}

/** The form in which `pulumi import --file` takes them: children under the component, on the provider that the program uses. */
export function importFile(imports: Import[]): object {
  const component = imports.find(({ id }) => id === undefined)?.name;
  return {
    nameTable: {},
    resources: imports.map(({ type, name, id }) =>
      id === undefined
        ? { type, name, component: true }
        : { type, name, id, parent: component, version: providerVersion },
    ),
  };
}
