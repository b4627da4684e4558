/** What all pages of the sandbox share. */

import type { EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { escapeHtml } from '../escape-html.ts';

const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8882; --accent: #1d4ed8; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --accent: #93b4ff; --on-accent: #111; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
body.wide { max-width: 70rem; }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.amount { font-size: 2rem; font-weight: 700; margin: .25rem 0; }
.note { border-left: 4px solid var(--accent); background: var(--soft); padding: .6rem 1rem; margin: 1rem 0; }
.meta { opacity: .75; font-size: .9rem; overflow-wrap: anywhere; }
fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: .5rem 1rem 1rem; }
legend { font-weight: 600; padding: 0 .3rem; }
label { display: block; padding: .3rem 0; }
label.choice { display: grid; grid-template-columns: auto 1fr; gap: .5rem; align-items: center; min-height: 2.2rem; }
body.wide label.field { max-width: 40rem; }
label.field { display: grid; grid-template-columns: 1fr minmax(9rem, 14rem); gap: .5rem; align-items: center; }
input[type=radio], input[type=checkbox] { width: 1.15rem; height: 1.15rem; vertical-align: -.2rem; accent-color: var(--accent); }
select, input:not([type=radio], [type=checkbox]) { font: inherit; padding: .5rem; width: 100%; min-height: 2.75rem; }
button { font: inherit; padding: .6rem 1.2rem; min-height: 2.75rem; border-radius: 8px; border: 1px solid var(--accent); background: transparent; color: var(--accent); }
button.main { background: var(--accent); color: var(--on-accent); font-weight: 600; width: 100%; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
details { border: 1px solid var(--line); border-radius: 8px; padding: .6rem 1rem; margin: 1rem 0; }
summary { font-weight: 600; min-height: 1.8rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td details { border: 0; padding: 0; margin: 0; }
form.inline { display: inline-flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 0; }
td button { padding: .2rem .7rem; min-height: 2rem; }
`;

/**
 * No script, nothing from elsewhere. No limit on where a form leads: browsers apply it to the redirects that follow, and those
 * of a checkout go to the application.
 */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

export function page(
  title: string,
  body: string,
  options: { status?: number; wide?: boolean } = {},
): EmulatorReply {
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body${options.wide ? ' class="wide"' : ''}><main>${body}</main></body></html>
`,
  };
}

export const redirectTo = (location: string): EmulatorReply => ({
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
  body: '',
});

/** Whether a page of somebody else's made the browser send this; what is no browser says nothing about it. */
export const isForeign = ({ headers }: EmulatorRequest): boolean =>
  !['same-origin', 'none', undefined].includes(headers['sec-fetch-site']);

export const formOf = ({ body }: EmulatorRequest): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body.toString()));
