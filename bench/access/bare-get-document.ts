import { getDocument } from '../../shared/contract/documents.ts';
import { route } from '../../shared/contract/route.ts';
import * as documents from '../../shared/data/documents.ts';
import { withShownCharge } from '../../shared/domain/charge.ts';
import { http } from '../../shared/runtime/http.ts';

/** `getDocument` for anybody: not asked who calls, not counted. What it costs less is what access costs. */
const { permission: _, ...declared } = getDocument;
const bareGetDocument = route({ ...declared, auth: 'none', limit: 'none' });

export const handler = http(bareGetDocument, async ({ params }) =>
  withShownCharge(await documents.get(process.env.BENCH_ACCOUNT_ID ?? '', params.documentId)),
);
