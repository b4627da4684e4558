import { readFile } from 'node:fs/promises';
import type { PaperKind } from '../../domain/paper/paper.ts';
import { type CompiledTemplate, compileTemplate } from '../docx/compile-template.ts';

/** Templates that were opened in this container: they never change. */
const opened = new Map<PaperKind, Promise<CompiledTemplate>>();

/** The built-in template of a kind of paper, a Word file beside this code; see docs/money.md. */
export function paperTemplate(kind: PaperKind): Promise<CompiledTemplate> {
  const template = opened.get(kind) ?? open(kind);
  opened.set(kind, template);
  return template;
}

const open = async (kind: PaperKind): Promise<CompiledTemplate> =>
  compileTemplate(await readFile(new URL(`./${kind}.docx`, import.meta.url)));

/** A paper as a Word file. The values are texts as they are to be printed. @throws RenderFault */
export const fillPaper = async (kind: PaperKind, values: Record<string, unknown>): Promise<Buffer> =>
  (await paperTemplate(kind)).render(values);
