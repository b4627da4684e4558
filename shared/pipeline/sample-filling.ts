import { prepareValues } from '../domain/prepare-values.ts';
import { RenderFault } from '../domain/render-fault.ts';
import { samplePicture } from '../engines/image/sample-picture.ts';
import { compiledTemplate } from './compiled-templates.ts';
import { verificationLink } from './filling.ts';
import type { ShownTemplate } from './shown-template.ts';

/** As long as a real one, so that the QR code is as dense. It leads nowhere: there is no document. */
const sampleCode = '0'.repeat(26);

/** A template filled with sample values, as a Word file. @throws RenderFault */
export async function fillSample(
  templateId: string,
  version: number,
  { accountId, fields, sample }: ShownTemplate,
): Promise<Buffer> {
  const template = await compiledTemplate(accountId, templateId, version);
  const prepared = prepareValues(fields, sample);
  if ('faults' in prepared) {
    const [first] = prepared.faults;
    throw new RenderFault('invalid-value', `No sample fits the template: ${first?.path} ${first?.message}`);
  }
  const picture = await samplePicture();
  return template.render(prepared.values, {
    pictures: () => picture,
    verifyLink: verificationLink(sampleCode),
  });
}
