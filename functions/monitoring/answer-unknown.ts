import { answerUnknown } from '../../shared/contract/monitoring.ts';
import { noSuchAddress } from '../../shared/domain/fault.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(answerUnknown, async () => noSuchAddress());
