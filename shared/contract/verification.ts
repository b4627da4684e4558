import * as z from 'zod';
import { VerificationCode } from './ids.ts';
import { route } from './route.ts';

export const showVerification = route({
  method: 'GET',
  path: '/verify/{code}',
  atRoot: true,
  auth: 'none',
  summary: 'The page a document’s QR code leads to: whether we made it, when, and its fingerprint',
  needs: ['table:read'],
  params: z.object({ code: VerificationCode }),
  reply: { status: 200, body: z.string(), contentType: 'text/html; charset=utf-8' },
  errors: [],
});
