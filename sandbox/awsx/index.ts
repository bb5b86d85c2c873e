export { startAwsx, type RunningAwsx } from "./server";
