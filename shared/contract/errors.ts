import type { FaultCode } from '../domain/fault.ts';

/**
 * The public error table: which HTTP status each fault code travels under, and the sentence used where the
 * place that failed has nothing better to say.
 */
export const errorTable: Record<FaultCode, { status: number; sentence: string }> = {
  'invalid-request': { status: 400, sentence: 'The request is not valid. See fields for what to change.' },
  'invalid-json': { status: 400, sentence: 'The body is not valid JSON. Check quotes, commas and brackets.' },
  'unsupported-media-type': { status: 415, sentence: 'Send the body as application/json.' },
  'payload-too-large': { status: 413, sentence: 'The body is too large. Send it in smaller parts.' },
  unauthenticated: {
    status: 401,
    sentence: 'Log in and send the access token as "Authorization: Bearer …".',
  },
  'invalid-credentials': { status: 401, sentence: 'E-mail or password is wrong.' },
  'email-not-verified': { status: 403, sentence: 'Confirm your e-mail with the code we sent, then log in.' },
  'address-in-use': {
    status: 409,
    sentence:
      'Somebody with this e-mail address logs in here in another way: with a password, or with another provider.',
  },
  'sign-in-expired': {
    status: 401,
    sentence:
      'This sign-in has expired, was used before or was begun in another window. Start again where you began.',
  },
  'sign-in-refused': {
    status: 403,
    sentence:
      'The provider did not let you in, or you cancelled. Start again, or use your e-mail and a password.',
  },
  'email-unproven': {
    status: 403,
    sentence:
      'The provider gave us no e-mail address that it has checked. Share it and confirm it there, or register here with your e-mail.',
  },
  forbidden: { status: 403, sentence: 'Your role does not allow this.' },
  'address-denied': {
    status: 403,
    sentence: 'Requests from this network address are not answered. Ask the operator why.',
  },
  'address-not-allowed': {
    status: 403,
    sentence: 'This account may be used only from the addresses that its owner has listed.',
  },
  'locks-you-out': {
    status: 409,
    sentence: 'This would lock you out. Let a line without an end allow the address you come from.',
  },
  'recent-login-required': { status: 403, sentence: 'Log in again, then repeat this within 15 minutes.' },
  'account-closing': {
    status: 403,
    sentence: 'This account is about to be deleted. Restore it to use it: POST /users/me/restore.',
  },
  'last-admin': {
    status: 409,
    sentence: 'This is the last administrator. Make somebody else one first.',
  },
  'not-found': { status: 404, sentence: 'There is nothing at this address.' },
  conflict: { status: 409, sentence: 'Somebody changed this at the same moment. Read it again and retry.' },
  'precondition-failed': { status: 412, sentence: 'It changed since you read it. Read it again and retry.' },
  'idempotency-key-required': {
    status: 400,
    sentence:
      'Send the header Idempotency-Key: a text of your own, new for every order, and the same when you repeat one.',
  },
  'idempotency-mismatch': {
    status: 422,
    sentence: 'This Idempotency-Key came with another request before. Send a new key with every new request.',
  },
  'request-in-progress': {
    status: 409,
    sentence: 'A request with this Idempotency-Key is being answered. Repeat it in a second.',
  },
  'limit-reached': {
    status: 409,
    sentence: 'There are as many of these as there may be. Remove one that is not needed any more.',
  },
  'personal-account': {
    status: 409,
    sentence: 'A personal account has its one user and nobody else. Create an organisation.',
  },
  'already-member': { status: 409, sentence: 'You are a member of this account already.' },
  'account-not-empty': {
    status: 409,
    sentence: 'There are other members in this account. Remove them first.',
  },
  'owns-organisations': {
    status: 409,
    sentence:
      'You own organisations. Hand each over with POST /account/transfer, or close it with DELETE /account, then repeat this.',
  },
  'exceeds-payment': {
    status: 409,
    sentence: 'There is not so much left of this payment to give back.',
  },
  'already-decided': {
    status: 409,
    sentence: 'Nothing of it waits for a decision any more. Read it again.',
  },
  'not-genuine': { status: 401, sentence: 'This does not come from the payment provider.' },
  'insufficient-funds': {
    status: 402,
    sentence: 'The wallet does not have enough for this. Top it up with POST /payments/initiate.',
  },
  'template-not-ready': {
    status: 409,
    sentence: 'The template is not ready yet. Wait until its state is "ready".',
  },
  'breaking-change': {
    status: 409,
    sentence:
      'Values that fit today would not fit this version. See fields, and send "acceptBreaking": true.',
  },
  'document-not-ready': {
    status: 409,
    sentence: 'The document is not ready yet. Wait until its state is "ready".',
  },
  'asset-not-ready': {
    status: 409,
    sentence: 'The picture is not ready yet. Wait until its state is "ready".',
  },
  'preview-failed': {
    status: 409,
    sentence: 'There is no picture of this page, because the file could not be converted.',
  },
  'batch-not-ready': {
    status: 409,
    sentence: 'The batch cannot do this in its present state. Read it to see what it waits for.',
  },
  'paper-not-ready': {
    status: 409,
    sentence: 'The file is not ready yet. Read it until its state is "ready".',
  },
  'payment-not-paid': {
    status: 409,
    sentence:
      'This payment is not paid, and nothing of it was accepted. Ask how it stands: GET /payments/verify.',
  },
  'price-changed': {
    status: 409,
    sentence: 'The price is not the one you confirmed. Look at the quote again and confirm that.',
  },
  'subscription-state': {
    status: 409,
    sentence: 'The subscription cannot do this in its present state. Read it: GET /subscription.',
  },
  'invalid-values': { status: 422, sentence: 'Some values do not fit the template. See fields.' },
  'weak-password': { status: 422, sentence: 'Choose a stronger password.' },
  'wrong-password': { status: 422, sentence: 'The current password is wrong.' },
  'wrong-code': { status: 422, sentence: 'The code is wrong or has expired. Ask for a new one.' },
  'no-password': { status: 409, sentence: 'You log in with a provider and have no password here.' },
  'mfa-off': { status: 409, sentence: 'There is no second factor. Set up an authenticator app first.' },
  'too-many-attempts': { status: 429, sentence: 'Too many attempts. Wait a little and try again.' },
  'rate-limited': { status: 429, sentence: 'Too many requests. Try again when Retry-After is over.' },
  'temporarily-blocked': {
    status: 429,
    sentence: 'Too many different attempts failed. Try again when Retry-After is over.',
  },
  internal: {
    status: 500,
    sentence: 'Something went wrong on our side. Try again, or send us the request id.',
  },
  'converter-unavailable': {
    status: 503,
    sentence:
      'PDFs cannot be made here, because LibreOffice is not installed. Install it and start again (Debian: libreoffice-writer-nogui, python3-uno and qpdf; "npm start" names all packages); Word files go on working.',
  },
  unavailable: { status: 503, sentence: 'This is unavailable for a moment. Try again shortly.' },
};
