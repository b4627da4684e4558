import { updateAccount } from '../../shared/contract/accounts.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

/** STUB */
export const handler = http(updateAccount, async () => notFound('batch'));
