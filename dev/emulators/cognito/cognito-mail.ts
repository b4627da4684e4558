/** A mail that Cognito would send; what is done with it is the owner's business. */
export interface CognitoMail {
  kind: 'SignUp' | 'ResendCode' | 'ForgotPassword' | 'AdminCreateUser' | 'UpdateUserAttribute';
  to: string;
  subject: string;
  text: string;
  /** The code, or the temporary password of `AdminCreateUser`, for tests and the inbox page. */
  code: string;
}
