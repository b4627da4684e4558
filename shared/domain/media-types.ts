export const docxMediaType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Media types of the files a document can be had as. */
export const mediaTypes = { docx: docxMediaType, pdf: 'application/pdf' } as const;

/** Of pictures of pages. */
export const webpMediaType = 'image/webp';
