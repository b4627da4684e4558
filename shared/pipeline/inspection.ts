import { createHash } from 'node:crypto';
import * as templates from '../data/templates.ts';
import { docxMediaType } from '../domain/media-types.ts';
import { RetryLater } from '../domain/retry-later.ts';
import { fittingFields } from '../domain/stored-fields.ts';
import { beginInspection, noteInspection, type TemplateProblem } from '../domain/template.ts';
import { TemplateRefused } from '../domain/template-fault.ts';
import { concludeInspection, type Inspection } from '../domain/template-publishing.ts';
import { inspectTemplate } from '../engines/docx/inspect-template.ts';
import { storeArtefact } from '../files/artefacts.ts';
import { parseUploadKey, templateKey, uploadKey } from '../files/keys.ts';
import { deleteUpload, readUpload } from '../files/uploads.ts';

interface VersionId {
  accountId: string;
  templateId: string;
  version: number;
}

/** Problems shown for one file: enough to mend it in one go, few enough to store. */
const mostProblems = 50;

/** Attempts to write a verdict against other changes of the same template. */
const attempts = 10;

/** Milliseconds to wait after the second attempt was lost, and as much more after each further one. */
const pauseAfterLoss = 20;

/**
 * Judges an uploaded file and concludes its version. Safe to run twice, also at once: a finished version stays
 * as it is, and an upload that belongs to nothing is removed. Resolves to what became of it, for the log.
 */
export async function inspectUpload(key: string, now: () => Date): Promise<'ready' | 'rejected' | 'ignored'> {
  const id = parseUploadKey(key);
  const version = id && (await templates.findVersion(id.accountId, id.templateId, id.version));
  const template = version && (await templates.find(version.accountId, version.templateId));
  const begun = version && beginInspection(version, now());
  if (!id || !version || !template || !begun) {
    await deleteUpload(key);
    return 'ignored';
  }
  if (!(await templates.replaceVersion(version, begun))) throw new RetryLater(`${key} is in other hands`);
  // Only shown to whoever looks meanwhile: an owner who changes the template at this moment is not kept from it.
  await templates.replace(template, noteInspection(template, begun, now()));
  const bytes = await readUpload(key);
  const found = bytes ? judge(bytes) : { problems: [lost] };
  if (bytes && 'fields' in found) {
    await storeArtefact(templateKey(id.accountId, id.templateId, found.sha256), bytes, docxMediaType);
  }
  await concludeVersion(id, found, now);
  await deleteUpload(key);
  return 'fields' in found ? 'ready' : 'rejected';
}

/** Rejects a version whose inspection was given up, so that its owner is not left waiting. */
export async function rejectUpload(key: string, now: () => Date): Promise<void> {
  const id = parseUploadKey(key);
  if (id) await concludeVersion(id, { problems: [givenUp] }, now);
  await deleteUpload(key);
}

/**
 * Ends an upload that is overdue: one that never came is forgotten, and the template too when this was its only
 * version; one whose inspection never came to an end is rejected.
 */
export async function forgetUpload(
  { accountId, templateId, version }: VersionId,
  now: () => Date,
): Promise<void> {
  const announced = await templates.findVersion(accountId, templateId, version);
  const template = await templates.find(accountId, templateId);
  if (announced?.state === 'inspecting') await concludeVersion(announced, { problems: [givenUp] }, now);
  if (announced?.state !== 'awaiting-upload') return;
  const onlyHope = template && template.version === undefined && template.latestVersion === 1;
  if (!template) await templates.removeVersion(announced);
  else if (onlyHope) await templates.removePair({ template, version: announced });
  else await concludeVersion(announced, { problems: [neverCame] }, now);
  await deleteUpload(uploadKey(accountId, templateId, version));
}

const lost: TemplateProblem = {
  code: 'upload-lost',
  message: 'The uploaded file disappeared before it was inspected. Upload it again.',
};
const givenUp: TemplateProblem = {
  code: 'inspection-failed',
  message:
    'The file could not be inspected. Save it again in Word as .docx and upload that; if it fails again, tell us.',
};
const tooManyFields: TemplateProblem = {
  code: 'too-many-fields',
  message: 'The template asks for more than one form can show. Split it into several templates.',
};
const neverCame: TemplateProblem = {
  code: 'upload-expired',
  message: 'No file arrived before the upload link ran out. Ask for a new link and upload the file.',
};

function judge(bytes: Buffer): Inspection {
  try {
    const fields = fittingFields(inspectTemplate(bytes).fields);
    if (!fields) return { problems: [tooManyFields], size: bytes.length };
    return { fields, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    if (error instanceof TemplateRefused)
      return { problems: error.faults.slice(0, mostProblems), size: bytes.length };
    throw error;
  }
}

/** Writes the verdict to version and template together; quiet when another inspection was first. */
async function concludeVersion(
  { accountId, templateId, version }: VersionId,
  found: Inspection,
  now: () => Date,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const template = await templates.find(accountId, templateId);
    const open = await templates.findVersion(accountId, templateId, version);
    if (!template || !open || open.state === 'ready' || open.state === 'rejected') return;
    const next = concludeInspection(template, open, found, now());
    if (await templates.replacePair({ template, version: open }, next)) return;
    await new Promise((resolve) => setTimeout(resolve, attempt * pauseAfterLoss));
  }
  throw new Error(`the verdict on ${templateId} version ${version} lost ${attempts} times`);
}
