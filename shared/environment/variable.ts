import type { NeedVariable } from '../contract/needs.ts';

/** Variables every function has, whatever it needs; see `lib/constructs/house-function.ts`. */
type CommonVariable =
  | 'STAGE'
  | 'AWS_REGION'
  | 'ALLOWED_ORIGINS'
  | 'PUBLIC_ORIGIN'
  | 'CONVERTER'
  | 'RATE_LIMIT_FACTOR'
  // By Lambda itself: which handler is called.
  | '_HANDLER';

/**
 * The value of an environment variable that a need or the house gives to a function.
 * Throws when it is missing: the function's route or job does not declare the need.
 */
export function variable(name: NeedVariable | CommonVariable): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: does the route or job declare the need that brings it?`);
  return value;
}
