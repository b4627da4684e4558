import type * as z from 'zod';
import { Refused } from './api-reply.ts';

/** The body of a call, or a refusal that names the first thing that is wrong with it. */
export function givenBody<T>(schema: z.ZodType<T>, body: Buffer): T {
  const parsed = schema.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'invalid';
  throw new Refused(
    400,
    message.includes(field) && field !== '' ? message : `${field || 'body'}: ${message}`,
  );
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    throw new Refused(400, 'The body is not JSON');
  }
}
