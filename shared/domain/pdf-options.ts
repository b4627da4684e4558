/** What a caller may ask of a PDF. */
export interface PdfOptions {
  /** PDF/A-2b, for archives. Cannot be protected by a password: the standard forbids it. */
  archival?: boolean | undefined;
  /** Text printed across every page. */
  watermark?: string | undefined;
  /** Prints “Page 1 of 3” at the foot of every page. */
  pageNumbers?: boolean | undefined;
  /** Nobody opens the file without it. */
  openPassword?: string | undefined;
  /** Nobody changes the file without it; everybody may read and print. */
  ownerPassword?: string | undefined;
}

/** A page in front of the others. */
export interface Cover {
  title: string;
  lines: string[];
}

/** A font that the document asks for and that was not there, and what stands for it. */
export interface FontSubstitution {
  asked: string;
  used: string[];
}

/** What the conversion has to tell of a PDF that is fine otherwise. */
export interface ConversionReport {
  substitutedFonts: FontSubstitution[];
  warnings: { code: string; message: string }[];
}

/** Why options cannot be had together, as the end of a sentence; undefined when they can. */
export function optionsConflict(options: PdfOptions): string | undefined {
  const isProtected = options.openPassword !== undefined || options.ownerPassword !== undefined;
  return options.archival && isProtected
    ? 'An archival PDF (PDF/A) cannot have a password. Leave out archival or the passwords.'
    : undefined;
}

/** What may be remembered of options; undefined when there is nothing. */
export function withoutPasswords(options: PdfOptions | undefined): PdfOptions | undefined {
  const { openPassword: _, ownerPassword: __, ...rest } = options ?? {};
  return hasOptions(rest) ? rest : undefined;
}

/** Whether anything but the plain pages is asked for. */
export const hasOptions = (options: PdfOptions): boolean =>
  Object.values(options).some((value) => value !== undefined && value !== false);

/** What a report keeps: enough to act on, and little enough to lie in the table with the document. */
const most = { fonts: 50, warnings: 20, name: 60, message: 300 };

const clipped = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`.toWellFormed();

/** A report without its excess: a document may ask for thousands of fonts, with names as long as it likes. */
export function boundedReport({ substitutedFonts, warnings }: ConversionReport): ConversionReport {
  const more = warnings.length - most.warnings;
  const shown = warnings.slice(0, most.warnings).map(({ code, message }) => ({
    code,
    message: clipped(message, most.message),
  }));
  return {
    substitutedFonts: substitutedFonts.slice(0, most.fonts).map(({ asked, used }) => ({
      asked: clipped(asked, most.name),
      used: used.slice(0, 5).map((name) => clipped(name, most.name)),
    })),
    warnings:
      more > 0 ? [...shown, { code: 'more-warnings', message: `There are ${more} more warnings.` }] : shown,
  };
}
