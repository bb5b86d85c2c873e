import { noteFailedCalls, step } from "./awsErrors";
import { isValues, textOf, textsOf, type Value, type Values } from "./values";

/** What an AWS SDK client is made with. */
export interface ClientConfig {
  region: string;
  endpoint: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** One configured provider: the `Configure` of one stack in one run of the engine. */
export class Session {
  readonly region: string;
  readonly defaultTags: Record<string, string>;
  /** Of the caller, from its own ARN. */
  accountId = "";
  partition = "aws";
  private readonly cancellation = new AbortController();
  private readonly endpoints: Record<string, string>;
  private readonly clients = new Map<string, object>();

  /** `env` is that of the sandbox (endpoint, region, credentials); `config` is what the stack or the program says. */
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly config: Values,
  ) {
    const region = textOf(config.region) ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
    if (region === undefined || region === "") {
      throw new Error("no AWS region is set: pulumi config set aws:region us-west-2, or set AWS_REGION");
    }
    this.region = region;
    const endpoints = structured(config.endpoints);
    this.endpoints = Object.assign({}, ...(Array.isArray(endpoints) ? endpoints.map(textsOf) : [])) as Record<
      string,
      string
    >;
    const defaultTags = structured(config.defaultTags);
    this.defaultTags = isValues(defaultTags) ? textsOf(defaultTags.tags) : {};
  }

  /** Asks AWS who is calling and refuses an account that the configuration does not allow. */
  async identify(): Promise<void> {
    const sdk = await import("@aws-sdk/client-sts");
    const client = this.client("sts", this.region, (clientConfig) => new sdk.STSClient(clientConfig));
    const caller = await step(
      "retrieving AWS account details: validating provider credentials: retrieving caller identity from STS",
      () => client.send(new sdk.GetCallerIdentityCommand({})),
    );
    this.accountId = caller.Account ?? "";
    this.partition = caller.Arn?.split(":")[1] ?? this.partition;
    const allowed = accountIds(this.config.allowedAccountIds);
    const forbidden = accountIds(this.config.forbiddenAccountIds);
    if (forbidden.includes(this.accountId) || (allowed.length > 0 && !allowed.includes(this.accountId))) {
      throw new Error(`AWS account ID not allowed: ${this.accountId}`);
    }
  }

  /** The client of a service in a region, made once. */
  client<Client extends object>(service: string, region: string, make: (config: ClientConfig) => Client): Client {
    const key = `${service} ${region}`;
    const known = this.clients.get(key);
    if (known !== undefined) return known as Client;
    const client = noteFailedCalls(make(this.clientConfig(service, region)));
    this.clients.set(key, client);
    return client;
  }

  /** Ends every wait of this session. */
  cancel(): void {
    this.cancellation.abort();
  }

  get cancelled(): AbortSignal {
    return this.cancellation.signal;
  }

  private clientConfig(service: string, region: string): ClientConfig {
    const endpoint =
      this.endpoints[service] ?? this.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? this.env.AWS_ENDPOINT_URL;
    if (endpoint === undefined || endpoint === "") {
      throw new Error(
        "the sandbox's aws provider talks to a local AWS only, and AWS_ENDPOINT_URL does not say where it is",
      );
    }
    const accessKeyId = textOf(this.config.accessKey) ?? this.env.AWS_ACCESS_KEY_ID;
    const secretAccessKey = textOf(this.config.secretKey) ?? this.env.AWS_SECRET_ACCESS_KEY;
    const sessionToken = textOf(this.config.token) ?? this.env.AWS_SESSION_TOKEN;
    if (accessKeyId === undefined || secretAccessKey === undefined) return { region, endpoint };
    return { region, endpoint, credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } };
  }
}

/** `pulumi config set --path` makes numbers of account ids. */
function accountIds(value: Value | undefined): string[] {
  const ids = structured(value);
  return Array.isArray(ids) ? ids.map((id) => String(id as string | number).padStart(12, "0")) : [];
}

/** Provider configuration that is not a text arrives as JSON in one. */
function structured(value: Value | undefined): Value | undefined {
  return typeof value === "string" && value !== "" ? (JSON.parse(value) as Value) : value;
}
