import { addTemplate, until } from '../../dev/journey.ts';
import { readSamples } from '../../dev/samples.ts';
import { getMe } from '../../shared/contract/auth.ts';
import { type ApiClient, ApiError } from '../../shared/contract/client.ts';
import { generateDocuments } from '../../shared/contract/documents.ts';
import { move } from '../../shared/data/ledger.ts';
import * as wallets from '../../shared/data/wallets.ts';
import type { Findings } from './ledger-check.ts';

/** Kobo for one document on the free plan. */
export const price = 5000;

/** Requests at the same moment, and those of them that there is money for. */
const [asked, paidFor] = [200, 50];

/** Milliseconds that the documents may take on a machine that does other things too. */
const patience = 5 * 60_000;

/** Somebody with a template and values for it. */
export interface Customer {
  api: ApiClient;
  accountId: string;
  templateId: string;
  values: Record<string, unknown>;
}

export async function customerOf(api: ApiClient): Promise<Customer> {
  const { accountId } = (await api.call(getMe, {})).body;
  const sample = (await readSamples()).find(({ name }) => name === 'offer-letter');
  if (!sample) throw new Error('samples/offer-letter.docx is missing');
  const { templateId } = await addTemplate(api, sample.title, sample.file);
  return { api, accountId, templateId, values: sample.values };
}

/**
 * Asks for 200 documents at once, each by itself, with money for 50. Resolves to how many were charged in the end: as many as
 * became ready, and as the others were answered `402 insufficient-funds`.
 */
export async function askAtOnce(
  { api, accountId, templateId, values }: Customer,
  findings: Findings,
): Promise<number> {
  const movement = { kind: 'top-up', kobo: paidFor * price } as const;
  const about = { kind: 'payment', id: 'soak' };
  await move(accountId, [{ movement, cause: `soak#${accountId}`, about }], new Date());
  const answers = await Promise.all(
    Array.from({ length: asked }, () =>
      api.call(generateDocuments, { body: { templateId, values } }).then(
        ({ status }) => String(status),
        (error: unknown) => (error instanceof ApiError ? `${error.status} ${error.code}` : String(error)),
      ),
    ),
  );
  const count = (answer: string): number => answers.filter((each) => each === answer).length;
  findings.expect(
    count('202') === paidFor,
    `${count('202')} of ${asked} requests were taken, not ${paidFor}`,
  );
  const refused = count('402 insufficient-funds');
  findings.expect(
    refused === asked - paidFor,
    `${refused} requests were answered 402: ${[...new Set(answers)].join(', ')}`,
  );
  await until(
    'the end of all documents',
    async () => ((await wallets.read(accountId)).heldKobo === 0 ? true : undefined),
    patience,
  );
  const kinds = (await findings.ledgerOf(accountId)).map(({ content }) => content.kind);
  const charged = kinds.filter((kind) => kind === 'capture').length;
  findings.expect(charged === paidFor, `${charged} documents were charged, not ${paidFor}`);
  const { availableKobo } = await wallets.read(accountId);
  findings.expect(availableKobo === 0, `${availableKobo} kobo are left of money for ${paidFor} documents`);
  return charged;
}
