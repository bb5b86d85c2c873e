/** What the exit code of a command says. */
export const exitCodes = {
  fine: 0,
  notFine: 1,
  usage: 2,
  refused: 3,
  engine: 4,
  /** Of `run` alone, whose other exit codes are those of the container. */
  ownFailure: 125,
  interrupted: 130,
  /** As a shell has it for a process that a broken pipe has ended. */
  unread: 141,
} as const;

/** For the documentation. */
export const exitCodeMeanings: Record<(typeof exitCodes)[keyof typeof exitCodes], string> = {
  0: "fine: healthy, no difference, done",
  1: "not fine: unhealthy, different, missing, red",
  2: "the command line, the settings or the stack's name are wrong, or a question could not be asked; AWS was not changed",
  3: "AWS cannot be reached, does not accept the credentials, or refuses a call",
  4: "the engine (`pulumi`) is needed and cannot do it: not installed, not logged in, stack unknown, locked",
  125: "of `run`: a failure of its own; all other codes of `run` are the container's",
  130: "ended by Ctrl-C",
  141: "nobody reads the output any more (`| head`); a command that changes something goes on without, and ends with its own code",
};
