/**
 * Errors as Cognito answers them: a type name clients switch on, a sentence for a person, HTTP 400.
 */

export class CognitoError extends Error {
  /** The exception name on the wire, for example `NotAuthorizedException`. */
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'CognitoError';
    this.type = type;
  }
}

export const notAuthorized = (message: string): CognitoError =>
  new CognitoError('NotAuthorizedException', message);

/** The one answer to a wrong password and, where existence is hidden, to an unknown user. */
export const incorrectCredentials = (): CognitoError => notAuthorized('Incorrect username or password.');

export const invalidParameter = (message: string): CognitoError =>
  new CognitoError('InvalidParameterException', message);

export const userNotFound = (message = 'User does not exist.'): CognitoError =>
  new CognitoError('UserNotFoundException', message);

export const resourceNotFound = (message: string): CognitoError =>
  new CognitoError('ResourceNotFoundException', message);

export const limitExceeded = (): CognitoError =>
  new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.');
