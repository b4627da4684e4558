import * as z from 'zod';
import { Tokens } from './auth.ts';
import { Provider } from './provider.ts';
import { route } from './route.ts';

/** Logging in through Google, Facebook or Apple; `docs/social-sign-in.md` tells the whole way. */

/** RFC 7636, section 4.2, method S256. */
const Challenge = z
  .string()
  .regex(/^[\w-]{43}$/, 'Give the SHA-256 of your verifier in base64url, 43 characters.')
  .describe('SHA-256, in base64url, of a random verifier that the page keeps to itself.');

/** RFC 7636, section 4.1. */
const Verifier = z
  .string()
  .regex(/^[\w.~-]{43,128}$/, 'A verifier has 43 to 128 letters, digits or any of - . _ ~')
  .describe('What the challenge was made from.');

const State = z.string().regex(/^[\w-]{43}$/, 'Give the state that came back with the code.');

/** Where on every allowed origin somebody lands who comes back from a provider. */
export const returnPath = '/signed-in';

export const listProviders = route({
  method: 'GET',
  path: '/auth/oauth',
  auth: 'none',
  summary: 'List the providers one can log in with',
  needs: ['providers:list'],
  reply: {
    status: 200,
    body: z.object({
      items: z.array(
        z.object({
          provider: Provider,
          name: z.string().describe('What people call it.'),
          start: z.string().describe('Path to send the browser to, with origin and challenge.'),
        }),
      ),
    }),
  },
  errors: [],
});

export const startSocialSignIn = route({
  method: 'GET',
  path: '/auth/oauth/{provider}/start',
  auth: 'none',
  summary: 'Go to a provider to log in there',
  description: `For the browser, not for scripts. It comes back to ${returnPath} on the origin named, with "#state=…&code=…" or "#state=…&error=…" behind it; a page there sends state, code and its verifier to /auth/oauth/token within ten minutes.`,
  needs: ['providers:sign-in', 'table:write'],
  params: z.object({ provider: Provider }),
  query: z.strictObject({
    origin: z.string().max(300).describe('One of the origins that may use this API, exactly.'),
    challenge: Challenge,
  }),
  reply: { status: 303, body: z.url() },
  errors: [],
});

export const receiveSocialSignIn = route({
  method: 'GET',
  path: '/auth/oauth/callback',
  auth: 'none',
  summary: 'Come back from a provider',
  description:
    'Where the user pool sends the browser; nobody else has a reason to call it. Sends it on to the page that began.',
  needs: ['table:read', 'table:write'],
  // Lenient, because somebody reads a page and no list of faults.
  query: z.strictObject({
    state: z.string().max(2048).optional(),
    code: z.string().max(2048).optional(),
    error: z.string().max(2048).optional(),
    error_description: z.string().max(4096).optional(),
  }),
  reply: { status: 303, body: z.url() },
  errors: ['not-found'],
});

export const finishSocialSignIn = route({
  method: 'POST',
  path: '/auth/oauth/token',
  auth: 'none',
  limit: 'login',
  summary: 'Exchange what came back from a provider for tokens',
  description:
    'Works once, and only with the verifier of the page that began. The first time makes the user and the personal account.',
  needs: ['providers:sign-in', 'users:erase', 'challenges:seal', 'table:read', 'table:write'],
  body: z.strictObject({
    state: State,
    code: z.string().regex(/^[\w.~-]{1,2048}$/, 'Give the code that came back.'),
    verifier: Verifier,
  }),
  reply: { status: 200, body: Tokens },
  errors: ['sign-in-expired', 'sign-in-refused', 'email-unproven', 'address-in-use', 'too-many-attempts'],
});
