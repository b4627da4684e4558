import * as z from 'zod';
import { route } from './route.ts';

export const openDocument = route({
  method: 'GET',
  path: '/d/{token}',
  atRoot: true,
  auth: 'none',
  summary: 'Follow a link to a document, as the list of a batch has it',
  description:
    'The link itself is the permission: whoever has it gets the file, for 30 days, while the document exists and its account is neither closed nor about to be. Sends you on to a download that is good for a few minutes.',
  needs: ['table:read', 'artefacts:read', 'links:sign', 'audit:append', 'usage:count'],
  // Whatever it is: somebody who copied half a link should read a sentence.
  params: z.object({ token: z.string().max(500).describe('What our link ends with.') }),
  reply: { status: 303, body: z.url() },
  errors: [],
});
