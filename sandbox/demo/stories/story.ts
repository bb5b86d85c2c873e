import type { SandboxVariables } from "../../environment";
import type { Stage } from "../stage";

/** What `npm run demo -- <name>` plays, on an account and a stack of its own. */
export interface Story {
  /** One line for people who choose a story. */
  about: string;
  /** Account and config have nothing in them at first. Default: both are production's. */
  startsEmpty?: boolean;
  play(stage: Stage, aws: SandboxVariables): Promise<void>;
}
