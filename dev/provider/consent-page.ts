import { escapeHtml } from '../escape-html.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; }
label { display: block; margin: .8rem 0; }
input:not([type=checkbox]) { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .4rem; }
button { font: inherit; padding: .5rem 1rem; margin: 1rem .5rem 0 0; }
p { opacity: .75; }
`;

/** No limit on where the form leads: browsers apply it to the redirects that follow, and these go to the application. */
export const CONSENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** What somebody sees who was sent to the provider: who do they want to be? */
export function consentPage(provider: string, action: string): string {
  const name = escapeHtml(provider);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${name}, played by the local cloud</title><style>${STYLE}</style></head>
<body>
<h1>${name}, played by the local cloud</h1>
<p>There is no ${name} on this machine. Say who you are, and it will vouch for you.</p>
<form method="post" action="${escapeHtml(action)}">
<label>E-mail, or nothing to keep it back <input name="email" type="email" value="someone@mytypist.local"></label>
<label>Name <input name="name" value="Local Person"></label>
<label><input name="verified" type="checkbox" value="true" checked> ${name} has checked this e-mail address</label>
<label>Number of the account at ${name}, made from the address unless you give one <input name="subject"></label>
<button>Continue as this person</button><button name="deny" value="true">Cancel</button>
</form>
</body></html>
`;
}
