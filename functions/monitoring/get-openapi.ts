import openapi from '../../docs/openapi.json' with { type: 'json' };
import { getOpenapi } from '../../shared/contract/monitoring.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getOpenapi, async () => openapi);
