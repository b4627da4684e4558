import { hasOptions, type PdfOptions } from '../domain/pdf-options.ts';

/** A plain PDF with stamps and passwords. @throws PdfFault */
export async function finishPdf(
  pdf: Buffer,
  options: PdfOptions,
): Promise<{ bytes: Buffer; locked: boolean; encrypted: boolean }> {
  const { watermark, pageNumbers = false, openPassword, ownerPassword } = options;
  if (!hasOptions(options)) return { bytes: pdf, locked: false, encrypted: false };
  // Most PDFs are neither stamped nor protected; what does it is loaded with the first that is.
  const stamped = watermark !== undefined || pageNumbers ? await stamp(pdf, { watermark, pageNumbers }) : pdf;
  if (openPassword === undefined && ownerPassword === undefined)
    return { bytes: stamped, locked: false, encrypted: false };
  const { protectPdf } = await import('../engines/pdf/protect-pdf.ts');
  const bytes = await protectPdf(stamped, {
    ...(openPassword === undefined ? {} : { user: openPassword }),
    ...(ownerPassword === undefined ? {} : { owner: ownerPassword }),
  });
  return { bytes, locked: openPassword !== undefined, encrypted: true };
}

async function stamp(
  pdf: Buffer,
  { watermark, pageNumbers }: { watermark: string | undefined; pageNumbers: boolean },
): Promise<Buffer> {
  const [{ stampPdf }, { findFonts }] = await Promise.all([
    import('../engines/pdf/stamp-pdf.ts'),
    import('../engines/pdf/find-fonts.ts'),
  ]);
  return stampPdf(pdf, { ...(watermark === undefined ? {} : { watermark }), pageNumbers }, await findFonts());
}
