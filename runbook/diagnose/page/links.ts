import type { Place } from "../../../account/existing";
import { consoleLinks } from "../../../components/consoleLinks";
import type { Names } from "../../../settings/types";
import type { DiagnoseDocument } from "../../documents/diagnose";

export interface Link {
  what: string;
  url: string;
}

/** Pages of the AWS console that go on from a diagnosis. */
export function linksOf({ logs, targets }: DiagnoseDocument, place: Place, names: Names): Link[] {
  const { service, logs: group } = consoleLinks(place, { ...names, logGroup: logs?.group ?? names.logGroup });
  const home = new URL(service).origin;
  const targetGroups = [...new Set(targets.map(({ targetGroup }) => targetGroup))];
  return [
    { what: "the service", url: service },
    { what: "its events", url: service.replace("/health?", "/events?") },
    { what: "its deployments", url: service.replace("/health?", "/deployments?") },
    logs === null
      ? { what: "its logs", url: group }
      : { what: "the log of the task that failed", url: `${group}/log-events/${twiceEncoded(logs.stream)}` },
    ...targetGroups.map((name) => ({
      what: `target group ${name}`,
      url: `${home}/ec2/home?region=${place.region}#TargetGroups:search=${encodeURIComponent(name)}`,
    })),
  ];
}

/** As the logs console wants it. */
const twiceEncoded = (text: string) => encodeURIComponent(encodeURIComponent(text)).replaceAll("%", "$");
