import * as z from 'zod';
import { pictureFormats } from '../domain/asset.ts';
import { maxPictureBytes, pictureUploadStates } from '../domain/picture-upload.ts';
import { AssetId } from './ids.ts';
import { PageQuery, pageOf } from './page.ts';
import { route } from './route.ts';
import { line } from './text.ts';
import { fileAnnouncement, PictureProblem, Upload } from './upload.ts';

export const Asset = z
  .object({
    assetId: AssetId.describe('Give it as the value of a picture when you generate a document.'),
    name: z.string(),
    state: z.enum(pictureUploadStates),
    problem: PictureProblem,
    format: z
      .enum(pictureFormats)
      .optional()
      .describe('Of the stored picture; this and what follows once ready.'),
    width: z.int().optional().describe('Pixels.'),
    height: z.int().optional().describe('Pixels.'),
    size: z.int().optional().describe('Bytes.'),
    sha256: z.string().optional().describe('Hexadecimal, of the stored picture; not of the file you sent.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Asset' });

const params = z.object({ assetId: AssetId });

export const uploadAsset = route({
  method: 'POST',
  path: '/assets/upload',
  auth: 'user',
  permission: 'assets:write',
  summary: 'Announce a picture and get a link to upload it',
  description:
    'PNG or JPEG, at most 10 MB and 40 megapixels. The picture is written anew from its pixels as soon as it has arrived: without metadata, and at most 4,000 pixels wide and high. Poll the asset until it is ready or rejected.',
  needs: ['table:write', 'uploads:presign'],
  body: z.strictObject({
    name: line(200),
    ...fileAnnouncement(maxPictureBytes),
  }),
  reply: { status: 201, body: z.object({ asset: Asset, upload: Upload }) },
  errors: ['conflict'],
});

export const listAssets = route({
  method: 'GET',
  path: '/assets',
  auth: 'user',
  permission: 'assets:read',
  summary: 'List my pictures, newest first',
  needs: ['table:read', 'cursors:sign'],
  query: z.strictObject({ ...PageQuery, state: z.enum(pictureUploadStates).optional() }),
  reply: { status: 200, body: pageOf(Asset) },
  errors: [],
});

export const getAsset = route({
  method: 'GET',
  path: '/assets/{assetId}',
  auth: 'user',
  permission: 'assets:read',
  summary: 'Read what is known of a picture',
  needs: ['table:read'],
  params,
  reply: { status: 200, body: Asset },
  errors: [],
});

export const downloadAsset = route({
  method: 'GET',
  path: '/assets/{assetId}/download',
  auth: 'user',
  permission: 'assets:read',
  summary: 'Get a short-lived link to a picture',
  description: 'The link leads to the picture as we wrote it anew; the file that was uploaded is not kept.',
  needs: ['table:read', 'artefacts:read'],
  params,
  reply: {
    status: 200,
    body: z
      .object({
        url: z.url(),
        fileName: z.string(),
        expiresAt: z.iso.datetime(),
        sha256: z.string(),
        size: z.int(),
      })
      .meta({ id: 'AssetDownload' }),
  },
  errors: ['asset-not-ready'],
});

export const deleteAsset = route({
  method: 'DELETE',
  path: '/assets/{assetId}',
  auth: 'user',
  permission: 'assets:delete',
  summary: 'Delete a picture',
  description: 'Documents already made with it stay; documents still being made may fail.',
  needs: ['table:read', 'table:write', 'artefacts:delete'],
  params,
  reply: { status: 204 },
  errors: ['conflict'],
});
