import { S3Client } from '@aws-sdk/client-s3';

/**
 * Checksums only where we ask for them: by default the SDK puts the checksum of an empty body into presigned
 * links, and S3 then refuses the real file.
 */
export const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
