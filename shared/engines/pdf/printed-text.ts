import { decodeText, readAttributes } from '../docx/xml-scan.ts';

/** What of a part is never printed, or printed once only: deleted and moved text, and the copy for old programs. */
const skipped = new Set(['w:del', 'w:moveFrom', 'mc:Fallback']);

const tagOrText = /<(\/?)([A-Za-z]\w*:[A-Za-z]\w*)([^<>]*?)(\/?)>|([^<>]+)/g;

/**
 * The text of a Word part that a printer shows, in the order of the file; hidden runs and field codes are left out.
 * Reads any depth and never throws for broken XML: it is for counting, not for judging.
 */
export function printedText(xml: string): string {
  let text = '';
  let run = '';
  let skipping = 0;
  let isHidden = false;
  let isRun = false;
  let isText = false;
  for (const [, closing, name = '', attributes = '', selfClosing, content] of xml.matchAll(tagOrText)) {
    if (content !== undefined) {
      if (isText && skipping === 0) run += content;
      continue;
    }
    const opens = closing === '';
    if (skipped.has(name) && selfClosing === '') skipping += opens ? 1 : -1;
    else if (name === 'w:t') isText = opens && selfClosing === '';
    else if (name === 'w:vanish' && isRun) isHidden = isOn(attributes);
    else if (name === 'w:r') {
      // A text box is a run within a run: what came before it is settled first.
      if (!isHidden) text += run;
      run = '';
      isHidden = false;
      isRun = opens;
    }
  }
  return decoded(text);
}

const isOn = (attributes: string): boolean =>
  !['0', 'false', 'off'].includes(readAttributes(attributes).get('w:val') ?? '');

function decoded(text: string): string {
  try {
    return decodeText(text);
  } catch {
    return text;
  }
}
