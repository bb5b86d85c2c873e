import { errorReply } from "../reply";
import type { Correction } from "./correction";

/** Asking for target groups by name: an unknown name is an error, not an empty list. */
export const correctElasticLoadBalancing: Correction = async (call) => {
  if (call.operation !== "DescribeTargetGroups") return undefined;
  const names = [...new URLSearchParams(call.body.toString())]
    .filter(([key]) => key.startsWith("Names.member."))
    .map(([, name]) => name);
  if (names.length === 0) return undefined;
  const reply = await call.ask();
  const complete = names.every((name) => reply.body.includes(`<TargetGroupName>${name}</TargetGroupName>`));
  if (reply.status !== 200 || complete) return reply;
  return errorReply(call.protocol, {
    code: "TargetGroupNotFound",
    message: "One or more target groups not found",
    httpStatus: 400,
  });
};
