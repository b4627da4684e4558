import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { variable } from '../environment/variable.ts';
import { storeArtefact } from './artefacts.ts';
import { s3 } from './client.ts';

/** Bytes of a part: the least that S3 takes, but for the last. It takes 10,000 of them: 50 GB in all. */
const partBytes = 5 * 1024 * 1024;

/** What was stored. */
export interface Uploaded {
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/**
 * Stores what comes piece by piece, as large as it may become: while one part travels the next is gathered, and these
 * two are all the memory it takes, the same two for all parts. What fits one part goes in one request. Throws what the
 * source or S3 throws, after the parts were given up; those of a process that died are cleared by the rule of the bucket.
 */
export async function uploadArtefact(
  key: string,
  contentType: string,
  pieces: AsyncIterable<Buffer>,
): Promise<Uploaded> {
  const hash = createHash('sha256');
  let size = 0;
  let upload: PartsUpload | undefined;
  let part: Buffer = Buffer.allocUnsafe(partBytes);
  let spare: Buffer | undefined;
  let gathered = 0;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      for (let taken = 0; taken < piece.length; ) {
        const copied = piece.copy(part, gathered, taken);
        taken += copied;
        gathered += copied;
        if (gathered < partBytes) continue;
        upload ??= await PartsUpload.begin(key, contentType);
        // Once this returns, the part before it has arrived, and what held it is free.
        await upload.send(part);
        [part, spare] = [spare ?? Buffer.allocUnsafe(partBytes), part];
        gathered = 0;
      }
    }
    const last = part.subarray(0, gathered);
    if (upload) await upload.complete(last);
    else await storeArtefact(key, last, contentType);
  } catch (error) {
    await upload?.abort();
    throw error;
  }
  return { size, sha256: hash.digest('hex') };
}

/** An upload in parts, one of them on its way at a time. */
class PartsUpload {
  readonly #target: { Bucket: string; Key: string; UploadId: string };
  readonly #parts: { PartNumber: number; ETag: string }[] = [];
  #number = 0;
  /** Settles when the part on its way has arrived; never rejects, so that nobody has to be there when it fails. */
  #travelling: Promise<{ error?: unknown }> = Promise.resolve({});

  private constructor(target: { Bucket: string; Key: string; UploadId: string }) {
    this.#target = target;
  }

  static async begin(key: string, contentType: string): Promise<PartsUpload> {
    const place = { Bucket: variable('ARTEFACTS_BUCKET'), Key: key };
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ ...place, ContentType: contentType }),
    );
    if (UploadId === undefined) throw new Error('S3 began an upload without an id');
    return new PartsUpload({ ...place, UploadId });
  }

  /** Waits for the part before, and sends this one on its way. */
  async send(bytes: Buffer): Promise<void> {
    await this.#arrival();
    const number = ++this.#number;
    this.#travelling = this.#sendPart(number, bytes).then(
      () => ({}),
      (error: unknown) => ({ error }),
    );
  }

  async complete(last: Buffer): Promise<void> {
    if (last.length > 0) await this.send(last);
    await this.#arrival();
    const MultipartUpload = { Parts: this.#parts };
    await s3.send(new CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload }));
  }

  /** Quiet, because something else went wrong before: what stays is cleared by the rule of the bucket. */
  async abort(): Promise<void> {
    await this.#travelling;
    await s3.send(new AbortMultipartUploadCommand(this.#target)).catch(() => undefined);
  }

  async #arrival(): Promise<void> {
    const outcome = await this.#travelling;
    if ('error' in outcome) throw outcome.error;
  }

  async #sendPart(PartNumber: number, Body: Buffer): Promise<void> {
    const { ETag } = await s3.send(new UploadPartCommand({ ...this.#target, PartNumber, Body }));
    if (ETag === undefined) throw new Error(`S3 took part ${PartNumber} without an ETag`);
    this.#parts.push({ PartNumber, ETag });
  }
}
