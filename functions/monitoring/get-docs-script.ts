import viewer from 'text:swagger-ui-dist/swagger-ui-bundle.js';
import { getDocsScript } from '../../shared/contract/monitoring.ts';
import { http } from '../../shared/runtime/http.ts';
import { startViewer } from '../../web/docs-page.ts';

export const handler = http(getDocsScript, async () => `${viewer}\n${startViewer}`);
