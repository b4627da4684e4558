import { listBlocks } from '../../shared/contract/security-events.ts';
import * as blocks from '../../shared/data/blocks.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listBlocks, ({ query, now }) => blocks.list(query, now()));
