import type { Office } from './find-office.ts';

/** A font the document asks for and the machine does not have. */
export interface SubstitutedFont {
  asked: string;
  /** What the PDF has instead, as far as that can be told; sorted. */
  used: string[];
  /** The letters are exactly as wide, so lines and pages break where Word breaks them. */
  sameWidths: boolean;
}

/** What should be looked at although there is a PDF. */
export interface ConversionWarning {
  code: 'some-text-missing' | 'font-substituted' | 'letters-without-font' | 'not-compared';
  message: string;
}

/** A PDF that was checked against its Word file. */
export interface Conversion {
  pdf: Buffer;
  pages: number;
  substitutedFonts: SubstitutedFont[];
  warnings: ConversionWarning[];
}

export interface ConvertOptions {
  /** PDF/A-2b, for archives: about twice as large, with all fonts and colours described. */
  archival?: boolean;
}

/** Makes PDF files of Word files. How it does that is its own affair. */
export interface PdfConverter {
  readonly office: Office;
  /**
   * Expects a file that the upload gate let through, or one made from such a file. Equal files give equal
   * PDFs; archival ones differ in the compressed date of their colour profile.
   *
   * @throws ConversionFault
   */
  convert(docx: Buffer, options?: ConvertOptions): Promise<Conversion>;
  /** Ends all that was started; conversions under way fail with `converter-unavailable`. */
  stop(): Promise<void>;
}
