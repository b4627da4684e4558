import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi';
import { allRoutes, type NamedRoute } from '../shared/contract/all-routes.ts';
import { ErrorBody } from '../shared/contract/error-body.ts';
import { errorTable } from '../shared/contract/errors.ts';
import { errorsOf, isRepeatable, pathOf } from '../shared/contract/route.ts';

/** The OpenAPI 3.1 document, derived from the contract alone. `docs/openapi.json` holds it; `npm run check` compares. */
export function openapiDocument(version: string): unknown {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const named of allRoutes) {
    if (named.route.method === 'ANY') continue;
    const path = pathOf(named.route);
    paths[path] = { ...paths[path], [named.route.method.toLowerCase()]: operationOf(named) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'MyTypist API',
      version,
      description:
        'Word templates become finished documents. Every error has the same shape: `{ error: { code, message, requestId, fields? } }`; branch on `code`.',
    },
    servers: [{ url: '/' }],
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths,
  });
}

function operationOf({ area, operation, route }: NamedRoute): ZodOpenApiOperationObject {
  const header = headersOf(route);
  return {
    operationId: operation,
    tags: [area],
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    security: route.auth === 'none' ? [] : [{ accessToken: [] }],
    requestParams: {
      ...(route.params ? { path: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...(Object.keys(header).length > 0 ? { header: z.object(header) } : {}),
    },
    ...(route.rawBody === undefined
      ? {}
      : { requestBody: { required: true, content: { '*/*': { schema: z.unknown() } } } }),
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : {}),
    responses: { ...successesOf(route), ...failuresOf(route) },
  };
}

/** Headers that a route heeds, besides the token. */
const headersOf = (route: NamedRoute['route']): Record<string, z.ZodString | z.ZodOptional<z.ZodString>> => ({
  ...(route.reply.finishedBody
    ? { Prefer: text('wait=N: wait up to N seconds, at most 20, for the result.') }
    : {}),
  ...(route.errors.includes('precondition-failed')
    ? { 'If-Match': text('The ETag you read; refused with 412 if it changed since.') }
    : {}),
  ...(route.permission
    ? { 'X-Account-Id': text('The account to work in; your personal one unless you name another.') }
    : {}),
  ...(isRepeatable(route)
    ? { 'Idempotency-Key': route.demandsKey ? z.string().describe(keySays) : text(keySays) }
    : {}),
});

const keySays = 'A text of your own: who repeats it with the same request gets the first answer.';

const text = (description: string) => z.string().optional().describe(description);

function successesOf({ reply }: NamedRoute['route']): ZodOpenApiResponsesObject {
  const { body, finishedBody } = reply;
  if (reply.status === 303)
    return { '303': { description: 'Go on there', headers: z.object({ Location: z.url() }) } };
  const mediaType = reply.contentType?.split(';')[0] ?? 'application/json';
  const success = (description: string, schema: z.ZodType | undefined) => ({
    description,
    ...(reply.inParts
      ? { headers: z.object({ Link: text('Only when there is more: the next part, as rel="next".') }) }
      : {}),
    ...(schema ? { content: { [mediaType]: { schema } } } : {}),
  });
  return {
    [`${reply.status}`]: success(finishedBody ? 'Accepted; not finished yet' : 'Success', body),
    ...(finishedBody ? { '200': success('Finished while you waited', finishedBody) } : {}),
  };
}

/** One entry for each status, naming all codes that travel under it. */
function failuresOf(route: NamedRoute['route']): ZodOpenApiResponsesObject {
  const page = { 'text/html': { schema: z.string() } };
  const byStatus = Map.groupBy(errorsOf(route), (code) => errorTable[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}`,
      {
        description: codes.map((code) => `\`${code}\`: ${errorTable[code].sentence}`).join('\n\n'),
        content:
          route.reply.status === 303 && status === 404 ? page : { 'application/json': { schema: ErrorBody } },
      },
    ]),
  );
}
