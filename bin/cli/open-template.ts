import { basename } from 'node:path';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { type CompiledTemplate, compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { CommandFailure } from './command-failure.ts';
import { printable } from './printable.ts';
import { readTemplateFile } from './read-file.ts';

/** The name of a template: its file's name without folder and ending. */
export function templateName(file: string): string {
  return basename(file).replace(/\.docx$/i, '');
}

/** Opens a template for filling. @throws CommandFailure that says why it cannot be used */
export function openTemplate(file: string): CompiledTemplate {
  return compileOrFail(readTemplateFile(file), file);
}

/** @throws CommandFailure that says why the template cannot be used */
export function compileOrFail(bytes: Buffer, file: string): CompiledTemplate {
  try {
    return compileTemplate(bytes);
  } catch (error) {
    if (error instanceof TemplateRefused) throw refusedTemplate(file, error);
    throw error;
  }
}

function refusedTemplate(file: string, refused: TemplateRefused): CommandFailure {
  const shown = printable(file);
  const more = refused.faults.length - 1;
  const rest = more > 0 ? ` There is more; mytypist inspect shows all.` : '';
  return new CommandFailure(`${shown} cannot be filled. ${refused.faults[0]?.message ?? ''}${rest}`, 2);
}
