import { fortyPages, listsAndTabs, sections, tables } from './awkward-layouts.ts';
import { chartsAndForms, floatingObjects, notesAndChanges } from './awkward-objects.ts';
import { emojiAndSigns, nigerianLanguages, rightToLeft, typography } from './awkward-texts.ts';

/** Legitimate Word files that are hard to print. All of their makers, by what they are about. */
export const awkwardDocuments: Record<string, () => Buffer | Promise<Buffer>> = {
  'languages of Nigeria': nigerianLanguages,
  'right to left': rightToLeft,
  'emoji and signs': emojiAndSigns,
  sections,
  tables,
  'notes and changes': notesAndChanges,
  'floating objects': floatingObjects,
  'lists and tabs': listsAndTabs,
  typography,
  'charts and forms': chartsAndForms,
  'forty pages': fortyPages,
};
