import type { CommonOptions, RunbookCommand } from "./command";
import { abort } from "./commands/abort";
import { adopt } from "./commands/adopt";
import { diagnose } from "./commands/diagnose";
import { diff } from "./commands/diff";
import { logs } from "./commands/logs";
import { preflight } from "./commands/preflight";
import { prune } from "./commands/prune";
import { redeploy } from "./commands/redeploy";
import { release } from "./commands/release";
import { render } from "./commands/render";
import { revisions } from "./commands/revisions";
import { rightsize } from "./commands/rightsize";
import { rollback } from "./commands/rollback";
import { run } from "./commands/run";
import { secrets } from "./commands/secrets";
import { status } from "./commands/status";

/** All commands, in the order of the help. Each loads what it works with when it is run, since start-up time is what costs. */
export const commands = [
  status,
  diff,
  render,
  preflight,
  revisions,
  rollback,
  redeploy,
  abort,
  diagnose,
  logs,
  rightsize,
  run,
  secrets,
  prune,
  adopt,
  release,
] as RunbookCommand<CommonOptions>[];
