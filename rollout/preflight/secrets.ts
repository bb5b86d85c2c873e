import { describePlace } from "../../account/existing";
import { errorCode } from "../../account/problem";
import { removeCommand } from "../../settings/commands";
import { allWell, asking, checking, problem, sideBySide, together, warning, type Findings, type Subject } from "./findings";

/** A secret and the JSON keys of it that containers are given. */
export interface UsedSecret {
  name: string;
  arn: string;
  /** By key, the variables that receive it. */
  variables: Map<string, string[]>;
}
