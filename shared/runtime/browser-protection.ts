import httpCors from '@middy/http-cors';
import { variable } from '../environment/variable.ts';
import type { Middleware } from './call.ts';

/** Replies are data: a browser that shows one as a page may load, run and frame nothing. */
export const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Our own pages load only what comes from our own address; inline styles are what the API browser needs. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of every reply that keep browsers careful. The content policy depends on the reply and is set with it. */
const careful = {
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Referrer-Policy': 'no-referrer',
  // A year, as ASVS 3.4.1 asks.
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
  'X-Download-Options': 'noopen',
  'X-Frame-Options': 'DENY',
  'X-Permitted-Cross-Domain-Policies': 'none',
};

/** They are constants: the package that sets them reads 5 kB at every start. */
export function securityHeaders(): Middleware {
  const finish: Middleware['after'] = ({ response }) => {
    if (response) response.headers = { ...response.headers, ...careful };
  };
  return { after: finish, onError: finish };
}

/** Pages of exactly these origins may call the API; there are no cookies, so no credentials. */
export const cors = () =>
  httpCors({
    origins: variable('ALLOWED_ORIGINS').split(','),
    exposeHeaders: [
      'Content-Disposition',
      'ETag',
      'Idempotency-Replayed',
      'Link',
      'Location',
      'Preference-Applied',
      'RateLimit-Limit',
      'RateLimit-Policy',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Retry-After',
      'X-Request-Id',
    ].join(', '),
  });
