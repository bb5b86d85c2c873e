export { startProvider, type ProviderOptions, type RunningProvider } from "./server";
