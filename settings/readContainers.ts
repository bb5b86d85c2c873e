import { removeCommand, setCommand, type SettingPath } from "./commands";
import { choice, integer, map, programText, type Field } from "./fields";
import { healthCheckFields, sidecarFields } from "./declared";
import { readEnvironment } from "./readEnvironment";
import { readField, readFields, readItems, readKey, readRequired, type Read } from "./readFields";
import { isImageReference } from "./readImage";
import { readSecrets } from "./readSecrets";
import type { Report } from "./report";
import type { ContainerSettings, PortSetting, SidecarSettings } from "./types";
import { z } from "zod";

/** A container as the config has it: checked, with nothing derived yet. */
export type ContainerGiven = Omit<ContainerSettings, "healthCheck"> & { healthCheck?: HealthCheckGiven };
export type SidecarGiven = ContainerGiven &
  Pick<SidecarSettings, "image" | "cpu" | "memoryMiB" | "dependsOn"> & { essential?: boolean };
export type HealthCheckGiven = Read<typeof healthCheckFields> & { command: string[] };

/** What the main container and the sidecars have in common. */
export type ContainerFields = Pick<
  Read<typeof sidecarFields>,
  "ports" | "environment" | "secrets" | "healthCheck" | "command" | "entryPoint" | "stopTimeout"
>;

/** One container; `path` is empty for the main one, whose settings stand at the top. */
export function readContainer(
  name: string,
  given: ContainerFields,
  path: SettingPath,
  appSecret: string,
  report: Report,
): ContainerGiven {
  const at = (setting: keyof ContainerFields) => [...path, setting];
  return {
    name,
    ports: readPorts(given.ports ?? {}, at("ports"), report),
    environment: readEnvironment(given.environment ?? {}, at("environment"), report),
    secrets: readSecrets(given.secrets ?? [], at("secrets"), appSecret, report),
    healthCheck: readHealthCheck(given.healthCheck ?? {}, at("healthCheck"), report),
    command: readItems(programText, given.command ?? [], at("command"), report),
    entryPoint: readItems(programText, given.entryPoint ?? [], at("entryPoint"), report),
    stopTimeoutSeconds: given.stopTimeout,
  };
}

export function readSidecars(sidecars: Record<string, unknown>, appSecret: string, report: Report): SidecarGiven[] {
  return Object.entries(sidecars).flatMap(([name, value]) => {
    const path = ["sidecars", name];
    readKey(sidecarName, path, report);
    const fields = readField(sidecarMap, value ?? {}, path, report);
    if (fields === undefined) return [];
    const given = readFields(sidecarFields, fields, path, report);
    return {
      ...readContainer(name, given, path, appSecret, report),
      image: readRequired(sidecarImage, given.image, [...path, "image"], report) ?? "",
      essential: given.essential,
      cpu: given.cpu,
      memoryMiB: given.memory,
      dependsOn: Object.entries(given.dependsOn ?? {}).flatMap(([container, state]) => {
        const condition = readRequired(containerState, state, [...path, "dependsOn", container], report);
        return condition === undefined ? [] : [{ container, condition }];
      }),
    };
  });
}

const sidecarName: Field<string> = {
  schema: z.string().regex(/^[A-Za-z0-9_-]{1,255}$/),
  allowed: "1 to 255 letters, digits, _ and -",
  fix: (path) => `${removeCommand(path)}; ${setCommand(["sidecars", "<name>", "image"], "<image>")}`,
};

const sidecarMap: Field<Record<string, unknown>> = {
  ...map,
  allowed: "a map with at least an image",
  fix: (path) => setCommand([...path, "image"], "<image>"),
};

const sidecarImage: Field<string> = {
  schema: z.string().refine(isImageReference),
  allowed: "a whole reference such as public.ecr.aws/nginx/nginx:1.27",
  fix: (path) => setCommand(path, "<image>"),
};

const containerState = choice(["START", "COMPLETE", "SUCCESS", "HEALTHY"]);

/** Source for the characters: `PortMapping`, Amazon ECS API reference. */
const portName: Field<string> = {
  schema: z.string().regex(/^[a-z0-9_][a-z0-9_-]{0,63}$/),
  allowed: "1 to 64 lower-case letters, digits, _ and -, not starting with -",
  fix: (path, given) => {
    const name = String(given)
      .toLowerCase()
      .replaceAll(/[^a-z0-9_-]/g, "-")
      .replace(/^-+/, "")
      .slice(0, 64);
    return `${removeCommand(path)}; ${setCommand([...path.slice(0, -1), name === "" ? "<name>" : name], "<port>")}`;
  },
};

const portNumber = integer({ from: 1, to: 65535, example: 8080 });

const port: Field<Pick<PortSetting, "port" | "protocol">> = {
  schema: z.preprocess(
    (value) => {
      const [number, protocol = "tcp"] = String(value).split("/", 2);
      return { port: number, protocol };
    },
    z.object({ port: portNumber.schema, protocol: z.enum(["tcp", "udp"]) }),
  ),
  allowed: "a number from 1 to 65535, for UDP with /udp after it",
  fix: (path, given) => portNumber.fix(path, String(given).split("/", 1)[0]),
};

function readPorts(ports: Record<string, unknown>, path: SettingPath, report: Report): PortSetting[] {
  return Object.entries(ports).flatMap(([name, value]) => {
    const place = [...path, name];
    readKey(portName, place, report);
    const read = readRequired(port, value, place, report);
    return read === undefined ? [] : [{ name, ...read }];
  });
}

/** ECS takes the command as a list that starts with `CMD` or `CMD-SHELL`; text stands for the latter. */
const healthCheckCommand: Field<string[]> = {
  schema: z.union([
    z
      .string()
      .regex(/^(?!CMD(-SHELL)?[\s,])\s*\S/)
      .transform((command) => ["CMD-SHELL", command]),
    z.tuple([z.literal("CMD-SHELL"), z.string().min(1)]),
    z.tuple([z.literal("CMD"), z.string().min(1)], z.string()),
  ]),
  allowed: "the shell command as text, or a list that is CMD and its words, or CMD-SHELL and one text",
  fix: (path, given) => {
    const words = Array.isArray(given) ? given.map(String) : [String(given)];
    const command = words.join(" ").replace(/^CMD(-SHELL)?\b[\s,]*/, "");
    return setCommand(path, command === "" ? "<command>" : command);
  },
};

function readHealthCheck(
  given: Record<string, unknown>,
  path: SettingPath,
  report: Report,
): HealthCheckGiven | undefined {
  if (Object.keys(given).length === 0) return undefined;
  const { command, ...timing } = readFields({ ...healthCheckFields, command: healthCheckCommand }, given, path, report);
  if (command === undefined && !report.mentions(...path, "command")) {
    const place = [...path, "command"];
    report.problem(
      place,
      `${path.join(".")} has no command: use one that ends with 0 when healthy (${setCommand(place, "<command>")})`,
    );
  }
  return { command: command ?? [], ...timing };
}
