/** What a right password leaves open: the user pool waits for the code of an authenticator app. */
export interface LoginChallenge {
  /** The pool's own name for this login; it ends by itself after minutes. */
  session: string;
  /** Whom it is for, as the pool demands it with the answer. */
  subject: string;
}

/** Said of one that took too long, that was used, and that we never gave. */
export const overChallenge =
  'This login has taken too long, or was finished already. Begin again with e-mail and password.';
