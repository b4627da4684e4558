/** Pages of which pictures are made; who needs more downloads the file. */
export const mostPreviewedPages = 200;

/** Pages whose pictures are made together: the next page is mostly wanted soon after. */
export const pagesPerPreview = 10;
