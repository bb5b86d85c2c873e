/** An error answer of the ECS API. `code` becomes `__type`, `message` the text a client shows. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly httpStatus = 400,
  ) {
    super(message);
    this.name = "AwsError";
  }
}

/** The request is at fault (a missing or illegal value of a resource). */
export const clientException = (message: string) => new AwsError("ClientException", message);

/** A parameter of the request is at fault. */
export const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);
