import type { Certificate, Listener, ProtocolEnum } from "@aws-sdk/client-elastic-load-balancing-v2";
import { isAwsError, step } from "../../awsErrors";
import type { ResourceType, Scope } from "../../resource";
import { fromAws } from "../../shapes";
import { textOf, type Values } from "../../values";
import { fromAttributes, toAttributes } from "./attributes";
import { elb, readTags, tagsOf, updateTags } from "./elb";
import { fromActions, toActions } from "./listenerActions";
import { listenerAttributes, listenerProperties as properties } from "./listenerProperties";

const title = "ELBv2 Listener";
const sentByModify = ["certificateArn", "defaultActions", "port", "protocol", "sslPolicy"];

/** Mirrors Terraform's `aws_lb_listener`, as far as application load balancers go. */
export const listener: ResourceType = {
  token: "aws:lb/listener:Listener",
  properties,

  async create(inputs, scope, exists) {
    const { sdk, client } = await elb(scope);
    const LoadBalancerArn = textOf(inputs.loadBalancerArn) ?? "";
    const created = await step(`creating ${title} (${LoadBalancerArn})`, () =>
      client.send(new sdk.CreateListenerCommand({ LoadBalancerArn, ...request(inputs), Tags: tagsOf(inputs) })),
    );
    const arn = created.Listeners?.[0]?.ListenerArn ?? "";
    exists(arn, { arn });
    await modifyAttributes(arn, Object.keys(listenerAttributes), inputs, scope);
  },

  async read(id, known, scope) {
    const { sdk, client } = await elb(scope);
    const found = await step(`reading ${title} (${id})`, () => find(id, scope));
    if (found === undefined) return undefined;
    const { Attributes } = await step(`reading ${title} (${id}) attributes`, () =>
      client.send(new sdk.DescribeListenerAttributesCommand({ ListenerArn: id })),
    );
    return {
      id,
      state: {
        ...fromAws(properties, found),
        ...fromAttributes(properties, listenerAttributes, Attributes),
        certificateArn: found.Certificates?.[0]?.CertificateArn,
        defaultActions: fromActions(found.DefaultActions ?? [], known.defaultActions),
        ...(await readTags(title, id, scope)),
      },
    };
  },

  async update(change, scope) {
    const { id: ListenerArn, state, inputs, changes } = change;
    const { sdk, client } = await elb(scope);
    await updateTags(title, change, scope);
    if (changes(...sentByModify)) {
      const wanted = { ...inputs, protocol: inputs.protocol ?? state.protocol };
      await step(`modifying ${title} (${ListenerArn})`, () =>
        client.send(new sdk.ModifyListenerCommand({ ListenerArn, ...request(wanted) })),
      );
    }
    const changed = Object.keys(listenerAttributes).filter((name) => changes(name));
    await modifyAttributes(ListenerArn, changed, inputs, scope);
  },

  async delete(id, _state, scope) {
    const { sdk, client } = await elb(scope);
    await step(`deleting ${title} (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteListenerCommand({ ListenerArn: id }));
      } catch (error) {
        if (!isAwsError(error, "ListenerNotFoundException")) throw error;
      }
    });
  },
};

/** An application load balancer speaks HTTP where nothing else is said. */
function request(inputs: Values) {
  const Protocol = (textOf(inputs.protocol) ?? "HTTP") as ProtocolEnum;
  const CertificateArn = textOf(inputs.certificateArn);
  const Certificates: Certificate[] | undefined = CertificateArn === undefined ? undefined : [{ CertificateArn }];
  return {
    Port: inputs.port as number | undefined,
    Protocol,
    ...(Protocol === "HTTPS" && { SslPolicy: textOf(inputs.sslPolicy) }),
    Certificates,
    DefaultActions: toActions(inputs.defaultActions),
  };
}

/** Undefined when there is none. */
async function find(arn: string, scope: Scope): Promise<Listener | undefined> {
  const { sdk, client } = await elb(scope);
  try {
    return (await client.send(new sdk.DescribeListenersCommand({ ListenerArns: [arn] }))).Listeners?.[0];
  } catch (error) {
    if (isAwsError(error, "ListenerNotFoundException")) return undefined;
    throw error;
  }
}

async function modifyAttributes(arn: string, names: string[], inputs: Values, scope: Scope): Promise<void> {
  const Attributes = toAttributes(listenerAttributes, Object.fromEntries(names.map((name) => [name, inputs[name]])));
  if (Attributes.length === 0) return;
  const { sdk, client } = await elb(scope);
  await step(`modifying ${title} (${arn}) attributes`, () =>
    client.send(new sdk.ModifyListenerAttributesCommand({ ListenerArn: arn, Attributes })),
  );
}
