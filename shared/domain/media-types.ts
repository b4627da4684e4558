export const docxMediaType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Media types of the files a document can be had as. */
export const mediaTypes = { docx: docxMediaType, pdf: 'application/pdf' } as const;

/** Of pictures of pages. */
export const webpMediaType = 'image/webp';

/** Media types of the files all documents of a batch can be had as. */
export const resultMediaTypes = {
  zip: 'application/zip',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
} as const;
