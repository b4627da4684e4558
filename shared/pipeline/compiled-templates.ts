import * as templates from '../data/templates.ts';
import { requireUsable } from '../domain/template.ts';
import { type CompiledTemplate, compileTemplate } from '../engines/docx/compile-template.ts';
import { readArtefact } from '../files/artefacts.ts';
import { templateKey } from '../files/keys.ts';

/** Templates kept open in one container. A compiled template takes a few megabytes. */
const maxOpen = 20;

const open = new Map<string, Promise<CompiledTemplate>>();

/**
 * A template version opened for rendering: read and compiled once per container, because a version never
 * changes. Throws `not-found` or `template-not-ready` when it cannot be used any more.
 */
export function compiledTemplate(
  accountId: string,
  templateId: string,
  version: number,
): Promise<CompiledTemplate> {
  const key = `${accountId}/${templateId}/${version}`;
  const known = open.get(key);
  const compiled = known ?? compile(accountId, templateId, version);
  open.delete(key);
  open.set(key, compiled);
  if (!known) compiled.catch(() => open.delete(key));
  const [oldest] = open.keys();
  if (open.size > maxOpen && oldest !== undefined) open.delete(oldest);
  return compiled;
}

async function compile(accountId: string, templateId: string, version: number): Promise<CompiledTemplate> {
  const { file } = requireUsable(await templates.findVersion(accountId, templateId, version));
  return compileTemplate(await readArtefact(templateKey(accountId, templateId, file.sha256)));
}
