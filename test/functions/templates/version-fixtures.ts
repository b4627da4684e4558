// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import type * as z from 'zod';
import { sendForm, until } from '../../../dev/journey.ts';
import type { ApiClient } from '../../../shared/contract/client.ts';
import {
  getTemplate,
  listTemplateVersions,
  type Template,
  type TemplateVersion,
  uploadTemplateVersion,
} from '../../../shared/contract/templates.ts';
import { docx, p } from '../../support/docx.ts';

/** A Word file of one paragraph. */
export const paper = (text: string): Buffer => docx(p(text));

/** Uploads a file as the next version of a template and waits for the verdict. */
export async function addVersion(
  api: ApiClient,
  templateId: string,
  file: Buffer,
  body: { acceptBreaking?: boolean } = {},
): Promise<z.output<typeof TemplateVersion>> {
  const params = { templateId };
  const { version, upload } = (await api.call(uploadTemplateVersion, { params, body })).body;
  const sent = await sendForm(upload, { bytes: file, name: 'next.docx' });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status} ${await sent.text()}`);
  return until(`the verdict on version ${version.version}`, async () => {
    const { items } = (await api.call(listTemplateVersions, { params })).body;
    return items.find(
      (item) => item.version === version.version && (item.state === 'ready' || item.state === 'rejected'),
    );
  });
}

export const readTemplate = async (api: ApiClient, templateId: string): Promise<z.output<typeof Template>> =>
  (await api.call(getTemplate, { params: { templateId } })).body;
