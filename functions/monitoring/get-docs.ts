import { getDocs } from '../../shared/contract/monitoring.ts';
import { http } from '../../shared/runtime/http.ts';
import { docsPage } from '../../web/docs-page.ts';

export const handler = http(getDocs, async () => docsPage);
