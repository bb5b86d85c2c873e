/**
 * What makes a rollout quick, for the parts that the stack makes itself. AWS's own defaults are made for the slowest service there
 * is. `docs/rollout-time.md` has the arithmetic and the sources.
 */
export const quickRollout = {
  /**
   * Seconds from taking an old task out of the load balancer to the end of its connections; AWS's default is 300. ECS waits for all of
   * it, also when no request is left. A request that takes longer is cut off, so it is well above what an API lets its callers wait
   * for (API Gateway: 29 s unless raised); AWS recommends 5 where every answer takes less than 1 s.
   */
  deregistrationDelaySeconds: 30,
  healthCheck: {
    /** Seconds from one check to the next; 5 is the least that AWS takes, its default 30. A check is one cheap request to each task. */
    intervalSeconds: 5,
    /** Seconds in which an answer must come; AWS's default is 5, and it must be below the interval. */
    timeoutSeconds: 4,
    /** Good answers in a row that make an unhealthy target healthy; 2 is the least that AWS takes, its default 5. */
    healthyThreshold: 2,
    /**
     * Bad answers in a row after which ECS replaces a task; AWS's default is 2, which at 30 s apart is a minute. 6 at 5 s apart are
     * half a minute: a broken task is found sooner than by default, and one that is only busy for some seconds stays.
     */
    unhealthyThreshold: 6,
  },
  /**
   * Seconds from SIGTERM to SIGKILL for tasks behind a load balancer; Fargate's default is 30. They are sent SIGTERM only after the
   * deregistration delay, so that there is nothing left to do but to close connections. Not for workers, whose job may go on longer.
   */
  stopTimeoutSeconds: 10,
} as const;
