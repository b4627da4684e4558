/** The inbox as HTML. Everything a mail contains is escaped; its HTML runs only in a sandboxed frame. */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../escape-html.ts';
import type { Mail } from './mail-store.ts';
import { findCode, htmlToText } from './mail-text.ts';

/** Where the inbox is served. */
export const INBOX_PATH = '/dev/inbox';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --link: #2563eb; }
@media (prefers-color-scheme: dark) { :root { --link: #7aa2ff; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; margin: 0; overflow-wrap: anywhere; }
header { display: flex; flex-wrap: wrap; gap: 1rem; align-items: baseline; justify-content: space-between; }
a { color: var(--link); }
ul { list-style: none; padding: 0; margin: 1rem 0; border: 1px solid var(--line); border-radius: 8px; }
li + li { border-top: 1px solid var(--line); }
li a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .6rem 1rem; color: inherit; text-decoration: none; }
li a:hover { background: var(--soft); }
.subject { font-weight: 600; overflow-wrap: anywhere; }
.meta { opacity: .7; font-size: .85rem; overflow-wrap: anywhere; }
.code { font: 600 1.1rem ui-monospace, monospace; letter-spacing: .12em; background: var(--soft); border-radius: 6px; padding: 0 .5rem; user-select: all; }
.large { font-size: 1.8rem; padding: .3rem 1rem; display: inline-block; margin: .5rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: 1rem 0; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--soft); padding: 1rem; border-radius: 8px; }
iframe { width: 100%; height: 60vh; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
.empty { padding: 2rem; text-align: center; opacity: .7; }
`;

/** Replaces the list every two seconds, so that the scroll position stays. */
const REFRESH_SCRIPT = `
setInterval(async () => {
  if (document.hidden) return;
  try {
    const text = await (await fetch(location.href)).text();
    const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
    const shown = document.querySelector('main');
    if (fresh && shown && fresh.innerHTML !== shown.innerHTML) shown.replaceWith(fresh);
  } catch {}
}, 2000);
`;

/** Nothing is loaded from elsewhere, and the one script is named by its hash; frames inherit this. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  `script-src 'sha256-${createHash('sha256').update(REFRESH_SCRIPT).digest('base64')}'`,
].join('; ');

/** The list of mails, newest first as given; `to` is the filter that was applied. */
export function inboxPage(mails: Mail[], to = ''): string {
  const rows = mails.map(row).join('\n');
  const list = rows === '' ? '<p class="empty">No mail yet.</p>' : `<ul>${rows}</ul>`;
  return page(
    'Inbox',
    `<header><h1>Inbox of the local cloud</h1>
<form action="${INBOX_PATH}"><input type="search" name="to" placeholder="Recipient" aria-label="Recipient" value="${escapeHtml(to)}"></form></header>
<main>${list}</main><script>${REFRESH_SCRIPT}</script>`,
  );
}

/** One mail with its text, its HTML and the names of its attachments. */
export function mailPage(mail: Mail): string {
  const code = findCode(mail);
  const facts: [string, string[]][] = [
    ['From', [mail.from]],
    ['To', mail.to],
    ['Cc', mail.cc ?? []],
    ['Bcc', mail.bcc ?? []],
    ['Reply to', mail.replyTo ?? []],
    ['Sent', [mail.sentAt]],
    ['Attachments', (mail.attachments ?? []).map(attachmentText)],
  ];
  const list = facts
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `<dt>${name}</dt><dd>${escapeHtml(values.join(', '))}</dd>`);
  return page(
    mail.subject,
    `<header><h1>${escapeHtml(mail.subject || '(no subject)')}</h1><a href="${INBOX_PATH}">Inbox</a></header>
<main><dl>${list.join('')}</dl>
${code === undefined ? '' : `<span class="code large">${escapeHtml(code)}</span>`}
${mail.text === undefined ? '' : `<pre>${linked(mail.text)}</pre>`}
${mail.html === undefined ? '' : htmlFrame(mail.html)}
${mail.raw === undefined ? '' : `<pre>${escapeHtml(mail.raw)}</pre>`}</main>`,
  );
}

/** What is shown for an unknown id. */
export function missingMailPage(): string {
  return page(
    'No such mail',
    `<main><p class="empty">No such mail. <a href="${INBOX_PATH}">Inbox</a></p></main>`,
  );
}

function row(mail: Mail): string {
  const code = findCode(mail);
  const recipients = [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])].join(', ');
  return `<li><a href="${INBOX_PATH}/${encodeURIComponent(mail.id)}">
<span class="subject">${escapeHtml(mail.subject || '(no subject)')}</span>
<span>${code === undefined ? '' : `<span class="code">${escapeHtml(code)}</span>`}</span>
<span class="meta">to ${escapeHtml(recipients)}</span>
<time class="meta" datetime="${escapeHtml(mail.sentAt)}">${escapeHtml(mail.sentAt.slice(0, 19).replace('T', ' '))} UTC</time>
</a></li>`;
}

/** Links in the frame open a new page; scripts, forms and access to this page stay forbidden. */
function htmlFrame(html: string): string {
  const document = `<base target="_blank">${html}`;
  const text = htmlToText(html).slice(0, 80);
  return `<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="${escapeHtml(text)}" srcdoc="${escapeHtml(document)}"></iframe>`;
}

/** Escapes text and makes its web addresses clickable. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
    .map((piece, index) => {
      const escaped = escapeHtml(piece);
      return index % 2 === 0
        ? escaped
        : `<a href="${escaped}" target="_blank" rel="noreferrer">${escaped}</a>`;
    })
    .join('');
}

function attachmentText({
  fileName,
  contentType,
  content,
}: {
  fileName: string;
  contentType: string;
  content: string;
}) {
  return `${fileName} (${contentType}, ${Buffer.byteLength(content, 'base64')} bytes)`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>${body}</body></html>`;
}
