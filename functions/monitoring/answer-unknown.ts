import { answerUnknown } from '../../shared/contract/monitoring.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(answerUnknown, async () => notFound('page'));
