// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { clip, type TemplateFaultCode } from '../../domain/template-fault.ts';
import { allowsAddress } from './link-address.ts';

/** Stands in a gathered field code where another field is nested. */
export const NESTED_FIELD = '\u0001';

/** Fields that only compute, number, refer or ask within the document; ISO/IEC 29500-1, 17.16.5, and Word's own. */
const ALLOWED = new Set(
  `= ADDIN ADDRESSBLOCK ADVANCE ASK AUTHOR AUTONUM AUTONUMLGL AUTONUMOUT BARCODE BIBLIOGRAPHY CITATION COMMENTS
  COMPARE CREATEDATE DATE DISPLAYBARCODE DOCPROPERTY DOCVARIABLE EDITTIME EQ FILENAME FILESIZE FILLIN FORMCHECKBOX
  FORMDROPDOWN FORMTEXT GOTOBUTTON GREETINGLINE HYPERLINK IF INDEX INFO KEYWORDS LASTSAVEDBY LISTNUM MACROBUTTON
  MERGEBARCODE MERGEFIELD MERGEREC MERGESEQ NEXT NEXTIF NOTEREF NUMCHARS NUMPAGES NUMWORDS PAGE PAGEREF PRINTDATE
  PRIVATE QUOTE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ SET SHAPE SKIPIF STYLEREF SUBJECT SYMBOL TA TC TEMPLATE
  TIME TITLE TOA TOC USERADDRESS USERINITIALS USERNAME XE`.split(/\s+/),
);

/** Fields that load, run or send something. */
const FORBIDDEN_ANYWHERE =
  /\b(?:INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDEAUTO|DDE|LINK|DATABASE|RD|EMBED|CONTROL|PRINT|AUTOTEXT|AUTOTEXTLIST)\b/i;

const NAME = /^(?:=|[A-Za-z][A-Za-z0-9_.-]*)/;
/** What may follow a name: blanks, quotation marks, a switch, or nothing. */
const NAME_END = /^(?:$|[\s"“”\\])/;
/** An address longer than this is none; browsers stop at a fifth of it. */
const LONGEST_LINK = 10_000;

/** What is wrong with a field; `where` is up to the caller. */
export interface FieldRefusal {
  code: TemplateFaultCode;
  message: string;
  around: string;
}

/**
 * Judges the code of one field, `PAGE \* MERGEFORMAT`, gathered from all its runs. Null when it may stay.
 *
 * @param code entities decoded, `NESTED_FIELD` for each field nested in it
 */
export function judgeFieldCode(code: string): FieldRefusal | null {
  const text = code.trim();
  const around = clip(text.replaceAll(NESTED_FIELD, '…'));
  if (text.includes('${')) {
    const message =
      'A placeholder inside a field code is not filled. Remove the field and write the placeholder as ordinary text.';
    return { code: 'unfillable-place', message, around };
  }
  if (text === '') return null;
  const name = NAME.exec(text)?.[0] ?? '';
  const isWhole = name === '=' || NAME_END.test(text.charAt(name.length));
  if (!isWhole || !ALLOWED.has(name.toUpperCase())) return forbidden(name, around);
  return name.toUpperCase() === 'HYPERLINK' ? judgeLink(text.slice(name.length), around) : null;
}

/** Judges code that stands in no field, which programs may read differently: only what is forbidden counts. */
export function judgeStrayCode(code: string): FieldRefusal | null {
  const name = FORBIDDEN_ANYWHERE.exec(code)?.[0];
  return name === undefined ? null : forbidden(name, clip(code.replaceAll(NESTED_FIELD, '…')));
}

function forbidden(name: string, around: string): FieldRefusal {
  const which =
    name === '' ? 'a field without a name of its own' : `the field ${clip(name.toUpperCase(), 30)}`;
  const message = `The document uses ${which}, which could load something from outside. Remove the field, or replace it by its text with Ctrl+Shift+F9.`;
  return { code: 'forbidden-field', message, around };
}

/** Quoted text, a switch, or a bare word. */
const ARGUMENT = /"((?:[^"\\]|\\[\s\S])*)"?|(\\[a-z*#@!])|([^\s"]+)/gi;
/** Switches of HYPERLINK that take the word behind them: bookmark, screen tip, frame. */
const WITH_WORD = /[lot]/i;

function judgeLink(args: string, around: string): FieldRefusal | null {
  if (args.includes(NESTED_FIELD) || args.length > LONGEST_LINK) return forbidden('HYPERLINK', around);
  let taken = false;
  for (const [, quoted, letter, bare] of args.replace(/[“”]/g, '"').matchAll(ARGUMENT)) {
    if (letter !== undefined) {
      taken = WITH_WORD.test(letter);
      continue;
    }
    const address = quoted?.replace(/\\([\s\S])/g, '$1') ?? bare ?? '';
    if (!taken && !allowsAddress(address))
      return { code: 'external-link', message: linkAdvice(address), around };
    taken = false;
  }
  return null;
}

/** What to do about a link to an address that is not allowed. */
export function linkAdvice(address: string): string {
  return `The link to “${clip(address)}” is not allowed; links may start with https:, http:, mailto: or tel:.`;
}
