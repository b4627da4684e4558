import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { login, register, verifyEmail } from '../shared/contract/auth.ts';
import { type Batch, createBatch, getBatch } from '../shared/contract/batches.ts';
import { type ApiClient, ApiError, apiClient } from '../shared/contract/client.ts';
import { getTemplate, type Template, uploadTemplate } from '../shared/contract/templates.ts';

/** Steps a person takes through the API, for the commands that show the product working and for its tests. */

type TemplateReply = z.output<typeof Template>;
type BatchReply = z.output<typeof Batch>;

/**
 * Waits until `look` finds something; looks the less often the longer it takes, and comes back when it is told to. Throws after
 * `within` ms.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  within = 90_000,
): Promise<T> {
  const started = Date.now();
  for (let pause = 20; ; pause = Math.min(pause * 1.5, Math.max(250, (Date.now() - started) / 8))) {
    const outcome = await look().then((found) => ({ found }), comeBack);
    if ('found' in outcome && outcome.found !== undefined) return outcome.found;
    if (Date.now() - started > within) throw new Error(`${what} did not happen within ${within / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 'wait' in outcome ? outcome.wait : pause));
  }
}

/** Milliseconds to wait for somebody who asked too often. */
function comeBack(error: unknown): { wait: number } {
  if (!(error instanceof ApiError) || error.code !== 'rate-limited') throw error;
  return { wait: Number(error.headers.get('retry-after')) * 1000 };
}

/** Registers somebody, reads the code from the local inbox, confirms and logs in. */
export async function signUp(
  baseUrl: string,
  person: { email: string; password: string; name: string },
): Promise<{ api: ApiClient; accessToken: string; refreshToken: string }> {
  const api = apiClient(baseUrl);
  await api.call(register, { body: { email: person.email } });
  const code = await until('the mail with the code', () => mailedCode(baseUrl, person.email));
  await api.call(verifyEmail, { body: { ...person, code } });
  return logIn(baseUrl, person);
}

export async function logIn(
  baseUrl: string,
  { email, password }: { email: string; password: string },
): Promise<{ api: ApiClient; accessToken: string; refreshToken: string }> {
  const { body } = await apiClient(baseUrl).call(login, { body: { email, password } });
  if ('challenge' in body) throw new Error(`${email} has a second factor`);
  return { api: apiClient(baseUrl, body.accessToken), ...body };
}

/** As {@link logIn}, for a command that is run again and again: waits until the limit of logins is over, a minute at most. */
export const logInWhenAllowed = (
  baseUrl: string,
  person: { email: string; password: string },
): ReturnType<typeof logIn> => until(`the login of ${person.email}`, () => logIn(baseUrl, person), 120_000);

const Inbox = z.object({ mails: z.array(z.object({ text: z.string().nullish() })) });

/** The six digits of the newest mail to an address in the local inbox. */
export async function mailedCode(baseUrl: string, email: string): Promise<string | undefined> {
  const response = await fetch(`${baseUrl}/dev/inbox.json?to=${encodeURIComponent(email)}&limit=1`);
  const { mails } = Inbox.parse(await response.json());
  return /\b\d{6}\b/.exec(mails[0]?.text ?? '')?.[0];
}

/** Sends a file by a presigned form, as a browser would. */
export async function sendForm(
  upload: { url: string; fields: Record<string, string> },
  file: { bytes: Buffer; name: string },
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file.bytes)]), file.name);
  return fetch(upload.url, { method: 'POST', body: form });
}

/** Uploads a Word file as a new template and waits for the verdict. */
export async function addTemplate(
  api: ApiClient,
  name: string,
  file: string | Buffer,
): Promise<TemplateReply> {
  const bytes = typeof file === 'string' ? await readFile(file) : file;
  const { body } = await api.call(uploadTemplate, { body: { name, size: bytes.length } });
  const sent = await sendForm(body.upload, { bytes, name: `${name}.docx` });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status} ${await sent.text()}`);
  return judged(api, body.template.templateId);
}

/** Waits until a template is ready or rejected. */
export const judged = (api: ApiClient, templateId: string): Promise<TemplateReply> =>
  until(`the verdict on ${templateId}`, async () => {
    const { body } = await api.call(getTemplate, { params: { templateId } });
    return body.state === 'ready' || body.state === 'rejected' ? body : undefined;
  });

/** Uploads a spreadsheet as a new batch and waits for the end of its dry run, or for its rejection. */
export async function addBatch(
  api: ApiClient,
  order: z.input<typeof createBatch.body>,
  file: Buffer,
  within?: number,
): Promise<BatchReply> {
  const { body } = await api.call(createBatch, { body: { ...order, size: file.length } });
  const sent = await sendForm(body.upload, { bytes: file, name: 'table' });
  if (!sent.ok) throw new Error(`the upload was refused: ${sent.status} ${await sent.text()}`);
  return checkedBatch(api, body.batch.batchId, within);
}

/** Waits until a batch is checked or rejected, or its dry run could not be made; at most `within` ms. */
export const checkedBatch = (api: ApiClient, batchId: string, within?: number): Promise<BatchReply> =>
  until(
    `the dry run of ${batchId}`,
    async () => {
      const { body } = await api.call(getBatch, { params: { batchId } });
      return ['checked', 'rejected', 'mapped'].includes(body.state) ? body : undefined;
    },
    within,
  );
