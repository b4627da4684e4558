import type { Mail } from './mail-store.ts';

/** A rough reading of HTML as text: for finding a code and naming a frame, never for output without escaping. */
export function htmlToText(html: string): string {
  return html
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The six-digit code a mail brings, if it brings one. */
export function findCode(mail: Pick<Mail, 'text' | 'html'>): string | undefined {
  const text = mail.text ?? htmlToText(mail.html ?? '');
  return /(?<![\w#/=.-])\d{6}(?![\w/=-])/.exec(text)?.[0];
}
