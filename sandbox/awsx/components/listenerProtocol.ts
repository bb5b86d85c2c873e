import type { ApplicationLoadBalancerArgs } from "@pulumi/awsx/lb";
import type { types } from "@pulumi/awsx";
import { output, type Input } from "@pulumi/pulumi";

interface PortAndProtocol {
  port: Input<number>;
  protocol: Input<string>;
}

type ListenerArgs = Pick<types.input.lb.ListenerArgs, "port" | "protocol">;

/** A listener's port and protocol: what is given, and the one from the other where only one is. */
export function protocolOf(
  { port, protocol }: ListenerArgs,
  defaultPort: ApplicationLoadBalancerArgs["defaultTargetGroupPort"] = 80,
): PortAndProtocol {
  if (port && protocol) return { port: port as Input<number>, protocol: protocol as Input<string> };
  if (port)
    return { port: port as Input<number>, protocol: output(port).apply((given) => (given === 443 ? "HTTPS" : "HTTP")) };
  if (protocol)
    return {
      protocol: protocol as Input<string>,
      port: output(protocol).apply((given) => (given === "HTTPS" ? 443 : 80)),
    };
  return { port: defaultPort as Input<number>, protocol: "HTTP" };
}

/**
 * The default target group's port and protocol, where it does not say them itself: those of the first listener; but none with a list of
 * one listener, as in awsx.
 */
export function targetGroupProtocol(args: ApplicationLoadBalancerArgs): Partial<PortAndProtocol> {
  const { listener, listeners, defaultTargetGroupPort } = args;
  if (listeners?.length === 1) return {};
  const first = listeners === undefined ? listener : listeners[0];
  return protocolOf(first ?? {}, defaultTargetGroupPort);
}
