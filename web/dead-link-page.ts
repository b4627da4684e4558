import { plainPage } from './plain-page.ts';

/** What somebody reads who followed a link to a document that leads nowhere. */
export const deadLinkPage = plainPage('This link leads nowhere', [
  'It has expired, the document has been deleted, or a part of the link got lost when it was copied.',
  'Links are good for 30 days. Ask whoever gave it to you for a new one.',
]);
