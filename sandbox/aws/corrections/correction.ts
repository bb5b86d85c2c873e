import type { ApiCall } from "../apiCall";
import type { Reply } from "../reply";
import type { JsonAnswer } from "../upstream";

/** A call that ministack may answer unlike AWS, and the means to answer it better. */
export interface CorrectedCall extends ApiCall {
  accountId: string;
  /** Where the caller reaches the front: `127.0.0.1:<port>`. */
  host: string;
  body: Buffer;
  /** ministack's answer to the call itself. */
  ask(): Promise<Reply>;
  /** ministack's answer to another operation of the same JSON service. */
  askJson(operation: string, input: object): Promise<JsonAnswer>;
  /** ministack's answer to another operation of the same service, or to the same with other parameters (query and EC2 protocols). */
  askQuery(operation: string, parameters: Record<string, string>): Promise<Reply>;
}

/** AWS's answer; undefined: ministack's will do. */
export type Correction = (call: CorrectedCall) => Promise<Reply | undefined>;

/** The input of a call to a JSON service. */
export function inputOf<T>({ body }: CorrectedCall): T {
  return JSON.parse(body.length === 0 ? "{}" : body.toString()) as T;
}
