/** What the address of a link may start with; everything else could run or reach something on the reader's machine. */
const ALLOWED = /^(?:https?:\/\/|mailto:|tel:)[^\s]+$/i;

/** Whether a text can be the address of a link in a document. */
export const isLinkAddress = (text: string): boolean => text.length <= 2000 && ALLOWED.test(text.trim());
