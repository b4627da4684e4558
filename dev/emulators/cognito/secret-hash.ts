/** What the store keeps of a bearer secret: its SHA-256. The secrets are random, so no salt is needed. */
import { createHash } from 'node:crypto';

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
