import * as z from 'zod';
import { route } from './route.ts';

export const getHealth = route({
  method: 'GET',
  path: '/health',
  atRoot: true,
  auth: 'none',
  limit: 'none',
  summary: 'Say whether the service can reach its table',
  needs: ['table:read'],
  reply: {
    status: 200,
    body: z.object({ status: z.literal('ok'), time: z.iso.datetime() }).meta({ id: 'Health' }),
  },
  errors: [],
});

export const getOpenapi = route({
  method: 'GET',
  path: '/openapi.json',
  auth: 'none',
  limit: 'none',
  summary: 'Read this description of the API (OpenAPI 3.1)',
  needs: [],
  reply: { status: 200, body: z.looseObject({ openapi: z.string() }), cache: 'public, max-age=300' },
  errors: [],
});

export const getDocs = route({
  method: 'GET',
  path: '/docs',
  atRoot: true,
  auth: 'none',
  limit: 'none',
  summary: 'Browse this description of the API',
  needs: [],
  reply: {
    status: 200,
    body: z.string(),
    contentType: 'text/html; charset=utf-8',
    cache: 'public, max-age=300',
  },
  errors: [],
});

export const getDocsScript = route({
  method: 'GET',
  path: '/docs/viewer.js',
  atRoot: true,
  auth: 'none',
  limit: 'none',
  summary: 'The script of the API browser',
  needs: [],
  reply: {
    status: 200,
    body: z.string(),
    contentType: 'text/javascript; charset=utf-8',
    cache: 'public, max-age=86400',
  },
  errors: [],
});

export const getDocsStyle = route({
  method: 'GET',
  path: '/docs/viewer.css',
  atRoot: true,
  auth: 'none',
  limit: 'none',
  summary: 'The style sheet of the API browser',
  needs: [],
  reply: {
    status: 200,
    body: z.string(),
    contentType: 'text/css; charset=utf-8',
    cache: 'public, max-age=86400',
  },
  errors: [],
});

export const answerUnknown = route({
  method: 'ANY',
  path: '/',
  atRoot: true,
  auth: 'none',
  limit: 'none',
  summary: 'Answer addresses that do not exist in the same shape as every other error',
  needs: [],
  reply: { status: 200 },
  errors: ['not-found'],
});
