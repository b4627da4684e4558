/** Somebody else is at it just now: a job that throws this is tried again later, and nobody is alarmed. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}
