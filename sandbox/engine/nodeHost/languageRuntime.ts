import type { sendUnaryData, ServerUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { PackageDependency, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { installedDependencies } from "./dependencies";
import { programCommand, startProgram, type ProgramRequest, type RunningProgram } from "./program";

/** The `LanguageRuntime` service, as far as deploying a program needs it; the engine copes with the absence of the rest. */
export interface LanguageRuntime {
  implementation: UntypedServiceImplementation;
  /** Resolves when no program runs. */
  programsEnded(): Promise<void>;
  killPrograms(): void;
}

export function languageRuntime(initialEngineAddress: string): LanguageRuntime {
  let engineAddress = initialEngineAddress;
  const running = new Set<RunningProgram>();

  async function run(call: Call<language.RunRequest>): Promise<language.RunResponse> {
    const program = startProgram(programCommand(programRequest(call.request, engineAddress)));
    running.add(program);
    call.on("cancelled", () => program.interrupt());
    const { error, bail } = await program.outcome.finally(() => running.delete(program));
    return new language.RunResponse().setError(error).setBail(bail);
  }

  return {
    implementation: {
      handshake: unary((call: Call<language.LanguageHandshakeRequest>) => {
        engineAddress = call.request.getEngineAddress();
        return new language.LanguageHandshakeResponse();
      }),
      getPluginInfo: unary(() => new PluginInfo()),
      getRequiredPackages: unary(requiredPackages),
      getProgramDependencies: unary(programDependencies),
      about: unary(() => new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
      run: unary((call: Call<language.RunRequest>) =>
        run(call).catch((error: unknown) =>
          new language.RunResponse().setError(error instanceof Error ? error.message : String(error)),
        ),
      ),
      cancel: unary(() => {
        for (const program of running) program.interrupt();
        return new Empty();
      }),
    },
    async programsEnded() {
      await Promise.all([...running].map((program) => program.outcome));
    },
    killPrograms() {
      for (const program of running) program.kill();
    },
  };
}

type Call<Request> = ServerUnaryCall<Request, unknown>;

/** A handler that answers with what a function returns, or with the error it throws. */
function unary<Request, Response>(answer: (call: Call<Request>) => Response | Promise<Response>) {
  return (call: Call<Request>, reply: sendUnaryData<Response>): void => {
    new Promise<Response>((resolve) => resolve(answer(call))).then(
      (response) => reply(null, response),
      (error: Error) => reply(error),
    );
  };
}

/** The plugins of the program's SDK packages with their versions, so that the engine picks those among the installed. */
function requiredPackages(call: Call<language.GetRequiredPackagesRequest>): language.GetRequiredPackagesResponse {
  const packages = installedDependencies(programDirOf(call.request)).flatMap(({ plugin }) =>
    plugin === undefined
      ? []
      : [
          new PackageDependency()
            .setKind("resource")
            .setName(plugin.name)
            .setVersion(plugin.version)
            .setServer(plugin.server),
        ],
  );
  return new language.GetRequiredPackagesResponse().setPackagesList(packages);
}

function programDependencies(call: Call<language.GetProgramDependenciesRequest>) {
  const dependencies = installedDependencies(programDirOf(call.request)).map(({ name, version }) =>
    new language.DependencyInfo().setName(name).setVersion(version),
  );
  return new language.GetProgramDependenciesResponse().setDependenciesList(dependencies);
}

function programDirOf(request: { getInfo(): language.ProgramInfo | undefined }): string {
  const programDir = request.getInfo()?.getProgramDirectory();
  if (programDir === undefined) throw new Error("the engine named no program directory");
  return programDir;
}

function programRequest(request: language.RunRequest, engineAddress: string): ProgramRequest {
  const info = request.getInfo();
  return {
    rootDir: info?.getRootDirectory() ?? "",
    programDir: programDirOf(request),
    entryPoint: info?.getEntryPoint() ?? ".",
    args: request.getArgsList(),
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    dryRun: request.getDryrun(),
    parallel: request.getParallel(),
    monitorAddress: request.getMonitorAddress(),
    engineAddress,
    config: Object.fromEntries(request.getConfigMap().getEntryList()),
    configSecretKeys: request.getConfigsecretkeysList(),
    options: info?.getOptions()?.toJavaScript() ?? {},
  };
}
