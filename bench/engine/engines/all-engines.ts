import { type Syntax, syntaxes } from '../templates/syntax.ts';

export interface Engine {
  /** As in the names of its figures. */
  name: string;
  syntax: Syntax;
  /** docxtpl runs under Python, all others under Node. */
  python: boolean;
}

export const mytypist: Engine = { name: 'mytypist', syntax: syntaxes.mytypist, python: false };

/** Whom we compare with. docx-templates comes twice: fast for trusted templates, and as it is by default. */
export const peers: readonly Engine[] = [
  { name: 'docxtemplater', syntax: syntaxes.docxtemplater, python: false },
  { name: 'easy_template_x', syntax: syntaxes.easyTemplateX, python: false },
  { name: 'docx_templates', syntax: syntaxes.docxTemplates, python: false },
  { name: 'docx_templates_sandbox', syntax: syntaxes.docxTemplates, python: false },
  { name: 'carbone', syntax: syntaxes.carbone, python: false },
  { name: 'docxtpl', syntax: syntaxes.docxtpl, python: true },
];

/** What a figure of an engine is called: ours has the plain name. */
export const figureName = (name: string, engine: Engine): string =>
  engine === mytypist ? name : `${name}_${engine.name}`;
