/** How long things take, in AWS seconds: plausible values for a small Fargate task, not promises of AWS. */
export const durations = {
  /** PROVISIONING: the network interface is made. */
  provisioning: 10,
  /** PENDING until the containers run: secrets, log driver, image. */
  starting: 10,
  /** PENDING until ECS gives an image up that it cannot pull. */
  givingUpOnImage: 60,
  /** PENDING until ECS gives a secret or log group up. */
  givingUpOnResource: 30,
  /** ACTIVATING: targets are registered. */
  activating: 5,
  /** DEACTIVATING when nothing has to drain, because the container has ended or there is no target. */
  deactivating: 2,
  /** From SIGTERM to the end of a container that obeys it. */
  obeyingSigterm: 3,
  /** From SIGTERM to SIGKILL without a `stopTimeout`. */
  stopTimeout: 30,
  /** DEPROVISIONING: the network interface is deleted. */
  deprovisioning: 8,
  /** From its start to the moment a container hits its memory limit, notices a missing variable, or cannot be executed. */
  outOfMemory: 10,
  missingEnvironment: 2,
  execFormatError: 0.1,
  /** A task with neither health check nor target counts as healthy after running this long (AWS: DeploymentConfiguration). */
  healthyWithoutChecks: 40,
  /** A service deployment stays PENDING, and ROLLBACK_REQUESTED or STOP_REQUESTED, this long. */
  deploymentRequested: 2,
  /** A failed deployment stays in DescribeServices this long after its last task has stopped. */
  failedDeploymentShown: 30,
  /** From one look at the alarms of a deployment to the next. */
  betweenLooksAtAlarms: 10,
  /** The first delay before a failed task is replaced; it doubles with each failure in a row. */
  firstRetry: 10,
  /** The longest such delay (AWS: "service throttle logic"). */
  longestRetry: 27 * 60,
} as const;

/** Real milliseconds that stopped tasks, and services deleted for good, can still be described. */
export const rememberedMs = 60 * 60 * 1000;
