/** What the production account has, by the names of the runbook; the service itself and its task definitions are not made. */
export const production = {
  app: "agenticmem",
  cluster: "agenticmem-cluster",
  executionRole: "ecsTaskExecutionRole-agenticmem",
  taskRole: "ecsTaskRole-agenticmem",
  secret: "agenticmem/prod/env",
  secretKeys: ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "LOGIN_SUPABASE_URL", "LOGIN_SUPABASE_KEY"],
  logGroup: "/ecs/agenticmem",
  targetGroup: "agenticmem-api-tg",
  apiPort: 8081,
} as const;

/** These errors say that it is there already. */
export const unlessThere =
  (...names: string[]) =>
  (error: unknown): undefined => {
    if (!(error instanceof Error) || !names.includes(error.name)) throw error;
  };
