import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

/** All bytes of an object: those that the client gathered, not a copy of them. */
export async function wholeBody({ Body }: GetObjectCommandOutput): Promise<Buffer> {
  if (!Body) return Buffer.alloc(0);
  const { buffer, byteOffset, byteLength } = await Body.transformToByteArray();
  return Buffer.from(buffer, byteOffset, byteLength);
}
