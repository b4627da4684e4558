import { loadCarbone } from './carbone.ts';
import { loadDocxTemplates } from './docx-templates.ts';
import { loadDocxtemplater } from './docxtemplater.ts';
import { loadEasyTemplateX } from './easy-template-x.ts';
import type { Open } from './engine.ts';
import { loadMytypist } from './mytypist.ts';

const loaders: Record<string, () => Open | Promise<Open>> = {
  mytypist: loadMytypist,
  docxtemplater: loadDocxtemplater,
  easy_template_x: loadEasyTemplateX,
  docx_templates: () => loadDocxTemplates(true),
  docx_templates_sandbox: () => loadDocxTemplates(false),
  carbone: loadCarbone,
};

/** The engine with this name. Throws for one that does not run under Node. */
export async function loadEngine(name: string): Promise<Open> {
  const loader = loaders[name];
  if (!loader) throw new Error(`There is no engine ${name}`);
  return loader();
}
