/** Minutes without a sandbox command after which the local AWS ends itself; its state is kept. */
export const idleMinutes = 30;
