import { createHash } from 'node:crypto';
import { getMe } from '../shared/contract/auth.ts';
import { finishSocialSignIn, listProviders, returnPath } from '../shared/contract/auth-social.ts';
import { errorTable } from '../shared/contract/errors.ts';
import { pathOf } from '../shared/contract/route.ts';
import type { Emulator } from './emulators/emulator.ts';

/** Where a developer tries out logging in through a provider. */
export const SIGN_IN_PATH = '/dev/sign-in';

/** What the callback may say instead of a code; the sentences are the API's own. */
const sentences = Object.fromEntries(
  (['sign-in-refused', 'email-unproven'] as const).map((code) => [code, errorTable[code].sentence]),
);

/** All that an application's page has to do, on both ends of the way: before the browser leaves, and when it is back. */
const SCRIPT = `
const sentences = ${JSON.stringify(sentences)};
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const show = (text) => { document.querySelector('pre').textContent = text; };
const json = async (reply) => ({ ok: reply.ok, body: await reply.json() });

async function begin(path) {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  sessionStorage.setItem('verifier', verifier);
  const challenge = base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier)));
  location.href = path + '?' + new URLSearchParams({ origin: location.origin, challenge });
}

async function offer() {
  const { body } = await json(await fetch('${pathOf(listProviders)}'));
  for (const { name, start } of body.items) {
    const button = document.createElement('button');
    button.textContent = 'Continue with ' + name + ', played by the local provider';
    button.onclick = () => begin(start);
    document.querySelector('nav').append(button);
  }
}

async function finish() {
  const found = new URLSearchParams(location.hash.slice(1));
  const verifier = sessionStorage.getItem('verifier') ?? '';
  sessionStorage.removeItem('verifier');
  history.replaceState(null, '', location.pathname);
  if (found.has('error')) return show(sentences[found.get('error')] ?? 'You were not logged in.');
  const { ok, body } = await json(await fetch('${pathOf(finishSocialSignIn)}', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: found.get('state'), code: found.get('code'), verifier }),
  }));
  if (!ok) return show(body.error.message);
  const me = await json(await fetch('${pathOf(getMe)}', { headers: { authorization: 'Bearer ' + body.accessToken } }));
  show('Logged in.\\n\\n' + JSON.stringify(me.body, null, 2));
}

offer();
if (location.hash.length > 1) finish();
`;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
button { display: block; width: 100%; font: inherit; padding: .6rem; margin: .6rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** Nothing is loaded from elsewhere, and the one script is named by its hash. */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
].join('; ');

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Log in through a provider</title><style>${STYLE}</style></head>
<body><h1>Log in through a provider</h1><nav></nav><pre></pre><script>${SCRIPT}</script></body></html>
`;

const page: Emulator = async () => ({
  status: 200,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  },
  body: PAGE,
});

/** One page for both ends, by the exact paths that lead to it. */
export const signInPages: ReadonlyMap<string, Emulator> = new Map([
  [SIGN_IN_PATH, page],
  [returnPath, page],
]);
