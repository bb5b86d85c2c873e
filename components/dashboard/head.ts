import { alarmsOf } from "../alarms";
import { consoleLinks } from "../consoleLinks";
import type { Content } from "./body";
import type { Shown } from "./shown";

/** What the service is called, and where to look further. */
export function head({ settings, existing }: Shown): Content {
  const { service, logs } = consoleLinks(existing.place, settings.names);
  const links = [`[service](${service})`, ...(settings.logs.mode === "none" ? [] : [`[logs](${logs})`])];
  const markdown = `# ${settings.names.service}\n\nCluster ${settings.names.cluster} · ${links.join(" · ")}`;
  return { type: "text", properties: { markdown } };
}

/** The state of the service's alarms, where it has some. */
export function alarmStates({ settings, existing }: Shown): Content[] {
  const { partition, region, accountId } = existing.place;
  const alarms = alarmsOf(settings, existing).map(
    ({ name }) => `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`,
  );
  return alarms.length === 0 ? [] : [{ type: "alarm", properties: { title: "Alarms", alarms } }];
}
