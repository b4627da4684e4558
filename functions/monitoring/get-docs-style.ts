import style from 'text:swagger-ui-dist/swagger-ui.css';
import { getDocsStyle } from '../../shared/contract/monitoring.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getDocsStyle, async () => style);
