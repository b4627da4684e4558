/** A refusal of S3: thrown by the operations and answered as XML by the emulator. */
export class S3Failure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'S3Failure';
    this.status = status;
    this.code = code;
  }
}

/** Answer to a feature of S3 the local cloud leaves out; the message says which. */
export function notImplemented(feature: string): S3Failure {
  return new S3Failure(501, 'NotImplemented', `${feature} is not implemented by the local cloud`);
}

/** Turns an error thrown by fauxqs' storage into a refusal; any other error stays what it is. */
export function failureFromStorage(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return error;
  const { code, statusCode } = error;
  if (typeof code !== 'string' || typeof statusCode !== 'number') return error;
  return new S3Failure(statusCode, code, error.message);
}
