import httpCors from '@middy/http-cors';
import httpSecurityHeaders from '@middy/http-security-headers';
import { variable } from '../environment/variable.ts';

/** Replies are data: a browser that shows one as a page may load, run and frame nothing. */
export const dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Our own pages load only what comes from our own address; inline styles are what the API browser needs. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers that keep browsers careful. The content policy depends on the reply and is set with it. */
export const securityHeaders = () =>
  httpSecurityHeaders({
    contentSecurityPolicy: false,
    permissionsPolicy: false,
    // A year, as ASVS 3.4.1 asks.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  });

/** Pages of exactly these origins may call the API; there are no cookies, so no credentials. */
export const cors = () =>
  httpCors({
    origins: variable('ALLOWED_ORIGINS').split(','),
    exposeHeaders: [
      'ETag',
      'Idempotency-Replayed',
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
